import {
  bool,
  id,
  index,
  instant,
  int,
  json,
  oneOf,
  primaryKey,
  table,
  text,
  uniqueIndex,
  varchar,
} from '@/db/columns'
import { accountStates, degreeLevels, roles } from '@/lib/vocabulary'

export const users = table(
  'users',
  {
    id: id().primaryKey(),
    /** Lower case; at the university the UPI. */
    username: varchar(64).notNull(),
    /** Lower case. */
    email: varchar(254).notNull(),
    name: varchar(200).notNull(),
    preferredName: varchar(200),
    /** `lib/text` fold of the name: order of every list of people. */
    sortName: varchar(200).notNull(),
    /** `lib/text` fold of all that a person is searched by: names, user name, email, UPI, AUID. */
    searchText: varchar(700).notNull(),
    passwordHash: varchar(255),
    state: oneOf(accountStates).notNull(),
    emailVerifiedAt: instant(),
    lastSignInAt: instant(),
    version: int().notNull().default(1),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [
    uniqueIndex('users_username').on(t.username),
    uniqueIndex('users_email').on(t.email),
    index('users_sort').on(t.sortName, t.id),
    index('users_state').on(t.state, t.sortName, t.id),
  ],
)

export const userRoles = table(
  'user_roles',
  {
    userId: id()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: oneOf(roles).notNull(),
    grantedBy: id(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.role] }), index('user_roles_role').on(t.role, t.userId)],
)

/** What a person says of themselves; each application copies what it needs (SPEC 6, snapshot). */
export const profiles = table(
  'profiles',
  {
    userId: id()
      .primaryKey()
      .references(() => users.id, { onDelete: 'cascade' }),
    upi: varchar(16),
    /** Student ID, 9 digits, as text. */
    auid: varchar(9),
    /** UPI and AUID are locked from the first submission on; staff can still correct them. */
    identityLockedAt: instant(),
    degreeLevel: oneOf(degreeLevels),
    enrolmentDetails: varchar(500),
    citizenOrResident: bool(),
    validVisa: bool(),
    overseas: bool(),
    returning: bool(),
    otherContracts: bool(),
    otherContractsText: varchar(500),
    otherContractQuarters: int(),
    maxWeekQuarters: int(),
    /** Hundredths: 7.25 is 725. */
    gpaHundredths: int(),
    phone: varchar(40),
    cvFileId: id(),
    transcriptFileId: id(),
    notifications: json<Record<string, string>>(),
    version: int().notNull().default(1),
    updatedAt: instant().notNull(),
  },
  (t) => [uniqueIndex('profiles_upi').on(t.upi), uniqueIndex('profiles_auid').on(t.auid)],
)

export const sessions = table(
  'sessions',
  {
    id: id().primaryKey(),
    userId: id()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** "Keep me signed in": 30 days instead of 12 hours. */
    keep: bool().notNull(),
    ip: varchar(64),
    userAgent: varchar(300),
    createdAt: instant().notNull(),
    lastSeenAt: instant().notNull(),
    expiresAt: instant().notNull(),
  },
  (t) => [index('sessions_user').on(t.userId, t.lastSeenAt), index('sessions_expiry').on(t.expiresAt)],
)

export const tokenKinds = ['setup', 'verify_email', 'reset_password', 'change_email', 'invitation'] as const

/** Single-use secrets. Only hashes are kept: a copy of the database opens nothing. */
export const tokens = table(
  'tokens',
  {
    id: id().primaryKey(),
    kind: oneOf(tokenKinds).notNull(),
    userId: id().references(() => users.id, { onDelete: 'cascade' }),
    tokenHash: varchar(64).notNull(),
    /** Hash of the six digits, where the kind has a code beside its link. */
    codeHash: varchar(64),
    triesLeft: int().notNull().default(5),
    data: json<Record<string, string>>(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [uniqueIndex('tokens_hash').on(t.tokenHash), index('tokens_user').on(t.userId, t.kind, t.createdAt)],
)

/** Wrong tries per account and per address; lasting, so that a restart forgives nobody. */
export const throttles = table('throttles', {
  key: varchar(120).primaryKey(),
  failures: int().notNull(),
  blockedUntil: instant(),
  updatedAt: instant().notNull(),
})

export const settings = table('settings', {
  key: varchar(64).primaryKey(),
  value: json<unknown>().notNull(),
  updatedAt: instant().notNull(),
  updatedBy: id(),
})

/** Things a person chose about screens: columns, density, last term. */
export const preferences = table(
  'preferences',
  {
    userId: id()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    key: varchar(64).notNull(),
    value: json<unknown>().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] })],
)

export const savedViews = table(
  'saved_views',
  {
    id: id().primaryKey(),
    userId: id()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    page: varchar(32).notNull(),
    name: varchar(80).notNull(),
    /** The page's URL parameters, as its own schema writes them. */
    params: text().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [uniqueIndex('saved_views_name').on(t.userId, t.page, t.name)],
)

export const files = table(
  'files',
  {
    id: id().primaryKey(),
    ownerId: id()
      .notNull()
      .references(() => users.id),
    kind: oneOf(['cv', 'transcript'] as const).notNull(),
    /** As the person named it, made safe. */
    name: varchar(200).notNull(),
    mediaType: varchar(80).notNull(),
    size: int().notNull(),
    pages: int(),
    sha256: varchar(64).notNull(),
    /** Random; where the bytes are in the storage. */
    storageKey: varchar(120).notNull(),
    createdAt: instant().notNull(),
    removedAt: instant(),
  },
  (t) => [index('files_owner').on(t.ownerId, t.kind, t.createdAt)],
)
