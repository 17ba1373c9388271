/**
 * People, terms, courses and applications for tests, written straight into the file's own database.
 * Each maker fills in a plausible record; give only what the test is about. Names are unique per file.
 */

export * from './applications'
export * from './hours'
export * from './people'
export * from './terms'
