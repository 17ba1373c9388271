import type { Tx } from '@/db/client'
import { newId } from '@/db/sql'
import type { SecurityEvent } from '@/emails/subjects'
import { type TokenKind, tokenSeconds } from '@/lib/auth/tokens'
import { queueEmail } from '@/lib/emails/commands'
import { appUrl } from '@/lib/env'
import type { Role } from '@/lib/vocabulary'

/** The mails of accounts, queued in the transaction of their change. Secrets go apart from the rest. */

type To = { id: string; name: string; email: string }
type Issued = { id: string; token: string }

const toUser = (user: To) => ({ userId: user.id, name: user.name, address: user.email })
const expiry = (kind: TokenKind) => new Date(Date.now() + tokenSeconds[kind] * 1000)

/** The code, and the link that does the same, for an address that was registered. */
export async function mailVerifyAddress(tx: Tx, user: To, issued: Issued & { code: string }): Promise<void> {
  await queueEmail(tx, {
    kind: 'verify_address',
    to: toUser(user),
    props: { minutes: tokenSeconds.verify_email / 60 },
    secret: {
      code: issued.code,
      link: `${appUrl()}/verify-email?token=${issued.token}`,
      expiresAt: expiry('verify_email'),
    },
    idempotencyKey: `verify:${issued.id}`,
  })
}

/** The link to choose a new password. */
export async function mailResetPassword(tx: Tx, user: To, issued: Issued): Promise<void> {
  await queueEmail(tx, {
    kind: 'reset_password',
    to: toUser(user),
    props: { minutes: tokenSeconds.reset_password / 60 },
    secret: { link: `${appUrl()}/reset-password/${issued.token}`, expiresAt: expiry('reset_password') },
    idempotencyKey: `reset:${issued.id}`,
  })
}

/** The link to choose a first password, for a person whom staff have added. */
export async function mailAccountAdded(
  tx: Tx,
  user: To & { username: string },
  issued: Issued,
  byName: string,
): Promise<void> {
  await queueEmail(tx, {
    kind: 'reset_password',
    to: toUser(user),
    props: { minutes: tokenSeconds.invitation / 60, added: { byName, username: user.username } },
    secret: { link: `${appUrl()}/reset-password/${issued.token}`, expiresAt: expiry('invitation') },
    idempotencyKey: `added:${issued.id}`,
  })
}

/** The link by which a new address begins to count; goes to that address. */
export async function mailConfirmNewEmail(
  tx: Tx,
  user: To & { username: string },
  newAddress: string,
  issued: Issued,
): Promise<void> {
  await queueEmail(tx, {
    kind: 'confirm_new_email',
    to: { ...toUser(user), address: newAddress },
    props: { username: user.username, hours: tokenSeconds.change_email / 3600 },
    secret: { link: `${appUrl()}/verify-email?token=${issued.token}`, expiresAt: expiry('change_email') },
    idempotencyKey: `new-email:${issued.id}`,
  })
}

/** Tells the person, at the address that `user` carries, what happened to their account. */
export async function mailSecurityNotice(
  tx: Tx,
  user: To,
  event: SecurityEvent,
  newAddress?: string,
): Promise<void> {
  await queueEmail(tx, {
    kind: 'security_notice',
    to: toUser(user),
    props: { event, at: new Date().toISOString(), newAddress },
    idempotencyKey: `security:${event}:${newId()}`,
  })
}

/** Tells a person which roles they were given or lost. */
export async function mailRolesChanged(
  tx: Tx,
  user: To,
  change: { granted: Role[]; removed: Role[]; byName: string },
): Promise<void> {
  await queueEmail(tx, {
    kind: 'role_changed',
    to: toUser(user),
    props: change,
    idempotencyKey: `roles:${newId()}`,
  })
}
