// How long something takes or how old it is, in the shortest words that are still true.
const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** "12 s", "47 min", "3 h 12 min", "4 d". Never rounds up: 59 s is not yet a minute. */
export function age(millis: number): string {
  const ms = Math.max(0, millis)
  if (ms < minute) return `${Math.floor(ms / second)} s`
  if (ms < hour) return `${Math.floor(ms / minute)} min`
  if (ms < 2 * day) return two(Math.floor(ms / hour), 'h', Math.floor((ms % hour) / minute), 'min')
  return `${Math.floor(ms / day)} d`
}

/** Like age, but with one unit only: "3 h". For columns. */
export function roughAge(millis: number): string {
  const ms = Math.max(0, millis)
  return ms >= hour && ms < 2 * day ? `${Math.floor(ms / hour)} h` : age(ms)
}

/** "47 minutes", "1 hour 10 minutes": for sentences. */
export function spokenAge(millis: number): string {
  const ms = Math.max(0, millis)
  if (ms < minute) return unit(Math.floor(ms / second), 'second')
  if (ms < hour) return unit(Math.floor(ms / minute), 'minute')
  if (ms >= 2 * day) return unit(Math.floor(ms / day), 'day')
  const minutes = Math.floor((ms % hour) / minute)
  const hours = unit(Math.floor(ms / hour), 'hour')
  return minutes === 0 ? hours : `${hours} ${unit(minutes, 'minute')}`
}

const unit = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`
const two = (a: number, aUnit: string, b: number, bUnit: string) =>
  b === 0 ? `${a} ${aUnit}` : `${a} ${aUnit} ${b} ${bUnit}`
