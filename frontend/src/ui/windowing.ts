// Which rows are rendered: those in sight and a few around them. The list is as tall as all its rows.
export type Span = { first: number; last: number }

/** The rows in sight, the last one excluded. */
export function inSight(scrollTop: number, height: number, rowHeight: number, count: number): Span {
  const first = Math.min(Math.max(0, Math.floor(scrollTop / rowHeight)), Math.max(0, count - 1))
  return { first, last: Math.min(count, Math.ceil((scrollTop + height) / rowHeight)) }
}

/** The rows to make: those in sight and some on both sides, so that a short scroll finds them there. */
export function withAround(span: Span, around: number, count: number): Span {
  return { first: Math.max(0, span.first - around), last: Math.min(count, span.last + around) }
}

/** Where to scroll so that a row is in sight, moving as little as can be. */
export function reveal(index: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = index * rowHeight
  if (top < scrollTop) return top
  if (top + rowHeight > scrollTop + height) return top + rowHeight - height
  return scrollTop
}
