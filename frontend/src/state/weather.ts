// Which weathers are bad: the data is older than it should be, and each row tells its own age.
import { Weather } from './rows'

export const showsAge = (weather: Weather): boolean =>
  weather === Weather.Offline || weather === Weather.Stale || weather === Weather.Refused || weather === Weather.Unsure
