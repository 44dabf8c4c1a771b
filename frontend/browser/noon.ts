// The zone in which it is about noon now, so that what is some hours old was always today.
export function noonZone(now = new Date()): string {
  const ahead = 12 - now.getUTCHours() // of the clock of Greenwich
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}
