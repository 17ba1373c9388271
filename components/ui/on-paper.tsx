/**
 * A line that stands only on paper, where the controls that say it on the screen are gone. It is no text of the page:
 * nothing finds it or reads it aloud a second time.
 *
 *   <OnPaper words="Submitted 19" />
 */
export const OnPaper = ({ words }: { words: string }) => (
  <p
    aria-hidden
    data-paper={words}
    className="mb-2 hidden text-sm before:content-[attr(data-paper)] print:block"
  />
)
