package simulate

// danger is something that could make two orders of one, or lose one.
type danger int

const (
	lostReply danger = iota
	crashBeforeSend
	crashAfterSend
	doubleClick
	race
	staleCopy
	sleepBeforeSend
	offline
	portalRestart
	slowAnswer
	tornWrite
	fullBeforeSend
	fullAfterSend
	lyingID
	shortList
	pagesCounted
	pageRepeated
	staleCache
	stubbornCache
	promisesSetBack
	everythingSetBack
	bitFlipped
	dangers
)

var dangerNames = [dangers]string{"lost reply", "crash before send", "crash after send", "double click", "race of two desks",
	"stale copy", "sleep between promise and send", "offline", "portal restart", "slow answer", "crash in the middle of a write",
	"full disk before send", "full disk after send",
	"answer with another id", "list that ends early", "offset that counts pages", "page that comes again", "cached answer",
	"cached answer in spite of no-cache",
	"promises.db set back", "journal.head set back as well", "flipped bit"}
