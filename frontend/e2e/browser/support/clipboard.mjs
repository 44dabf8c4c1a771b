// The clipboard of the display, as any other program finds it.
import { start } from './processes.mjs'

export async function clipboard() {
  const program = start('xclip', ['-selection', 'clipboard', '-out'])
  const late = setTimeout(() => program.kill('SIGKILL'), 3000)
  await program.ended
  clearTimeout(late)
  return program.out
}
