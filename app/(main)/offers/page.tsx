import type { Metadata } from 'next'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { formatInstant, relative } from '@/lib/dates'
import { type Due, getOwnOffers } from '@/lib/offers/queries'
import { getSettings } from '@/lib/settings/queries'
import { definePage } from '@/lib/web/page'
import { OfferCard } from './_components/offer-card'
import { PastOffers, TermWorkCard } from './_components/term-work'

export const metadata: Metadata = { title: 'Offers' }

export default definePage({ path: '/offers', gate: 'offers.answer' }, async ({ viewer }) => {
  const now = new Date()
  const [settings, { open, terms, past, due }] = await Promise.all([getSettings(), getOwnOffers(viewer, now)])
  const zone = settings.timeZone
  const nothing = open.length === 0 && terms.length === 0 && past.length === 0
  return (
    <div className="max-w-4xl">
      <PageHeader title="Offers" description="Hours that are offered to you, and the courses you work in." />
      {nothing ? (
        <EmptyState
          title="No offers yet"
          action={<ButtonLink href="/applications">See your applications</ButtonLink>}
        >
          When you are accepted, the hours in each course are offered to you here.
        </EmptyState>
      ) : (
        <div className="space-y-8">
          <section id="to-answer" aria-labelledby="to-answer-title" className="scroll-mt-20">
            <h2 id="to-answer-title" className="mb-3 text-lg">
              To answer
              {open.length > 0 && <span className="ml-2 font-normal text-muted">{open.length}</span>}
            </h2>
            {open.length === 0 ? (
              <p className="text-base text-muted">No offer waits for your answer.</p>
            ) : (
              <div className="grid gap-4 md:grid-cols-2">
                {open.map((offer) => (
                  <OfferCard key={offer.id} offer={offer} now={now} zone={zone} />
                ))}
              </div>
            )}
          </section>
          {due.length > 0 && <DueList due={due} now={now} zone={zone} />}
          {terms.length > 0 && (
            <section aria-labelledby="work-title">
              <h2 id="work-title" className="mb-3 text-lg">
                Your courses
              </h2>
              <div className="space-y-4">
                {terms.map((term) => (
                  <TermWorkCard key={term.id} term={term} now={now} zone={zone} />
                ))}
              </div>
            </section>
          )}
          {past.length > 0 && <PastOffers offers={past} />}
        </div>
      )}
    </div>
  )
})

function DueList({ due, now, zone }: { due: Due[]; now: Date; zone: string }) {
  return (
    <Card title="What is due" flush>
      <ul className="divide-y divide-line border-t border-line">
        {due.map((one) => {
          const away = relative(one.at, now, zone)
          return (
            <li
              key={one.href + one.label}
              className="flex flex-wrap justify-between gap-x-4 gap-y-1 px-4 py-3 text-sm"
            >
              <Link href={one.href} className="link min-w-0 break-words">
                {one.label}
              </Link>
              <span className="text-muted tabular-nums">
                {formatInstant(one.at, zone)}
                {away && ` (${away})`}
              </span>
            </li>
          )
        })}
      </ul>
    </Card>
  )
}
