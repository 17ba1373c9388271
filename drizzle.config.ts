import { defineConfig } from 'drizzle-kit'

const mysql = process.env.DATABASE_URL?.startsWith('mysql://') ?? false

export default defineConfig({
  schema: './db/schema/index.ts',
  out: mysql ? './db/migrations/mysql' : './db/migrations/sqlite',
  dialect: mysql ? 'mysql' : 'sqlite',
  casing: 'snake_case',
})
