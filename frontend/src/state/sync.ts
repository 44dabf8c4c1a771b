// Which sync statuses are bad: the data is older than it should be, and each row tells its own age.
import { SyncStatus } from '../api/rows'

export const showsAge = (status: SyncStatus): boolean =>
  status === SyncStatus.Offline || status === SyncStatus.Stale || status === SyncStatus.Refused || status === SyncStatus.Unsure
