export namespace bindings {
	
	export enum Place {
	    Demo = "demo",
	    Production = "production",
	    Test = "test",
	}
	export enum PlacedHow {
	    FirstSeen = "firstSeen",
	    Given = "given",
	    NoZone = "noZone",
	}
	export enum RequestMark {
	    Asks = "asks",
	    Conflict = "conflict",
	    Unread = "unread",
	    Waiting = "waiting",
	}
	export enum Screen {
	    Orders = "orders",
	    Requests = "requests",
	    Services = "services",
	}
	export enum Step {
	    Choose = "choose",
	    Failed = "failed",
	    Open = "open",
	    Opening = "opening",
	    Protect = "protect",
	    Unlock = "unlock",
	}
	export enum Topic {
	    CacheChanged = "cache:changed",
	    DeskChanged = "desk:changed",
	    FreshnessChanged = "freshness:changed",
	    LinkGiven = "link:given",
	}
	export interface ActionOf {
	    action: telecom.RequestAction;
	    word: string;
	    to: telecom.RequestStatus;
	    off: string;
	    reasons: string[];
	}
	export interface ActionRow {
	    kind: telecom.Kind;
	    off: string;
	    level: telecom.Level;
	    orderId: string;
	    text: string;
	    draftAt: string;
	}
	export interface DocumentRow {
	    id: string;
	    name: string;
	    type: string;
	    size: number;
	    kept: boolean;
	}
	export interface AgreementRow {
	    id: string;
	    version: string;
	    name: string;
	    stateWord: string;
	    at: string;
	    missing: boolean;
	    documents: DocumentRow[];
	}
	export interface AllowanceRow {
	    kind: telecom.UsageKind;
	    amount: string;
	    unit: string;
	    unlimited: boolean;
	}
	export interface CancellationRequest {
	    at: string;
	    by: string;
	    why: string;
	}
	export interface Candidate {
	    orderId: string;
	    status: telecom.Status;
	    statusWord: string;
	    placedAt: string;
	    placedBy: string;
	    asked: telecom.Detail[];
	}
	export interface CapabilityRow {
	    capability: telecom.Capability;
	    known: boolean;
	    works: boolean;
	    reason: telecom.Reason;
	    at: string;
	}
	export interface DecisionChip {
	    action: telecom.RequestAction;
	    state: telecom.DecisionState;
	}
	export interface ChangeRow {
	    at: string;
	    by: string;
	    from: telecom.RequestStatus;
	    to: telecom.RequestStatus;
	    why: string;
	    here?: DecisionChip;
	    reason: telecom.DecisionReason;
	}
	export interface Clock {
	    since: string;
	    atLeast: boolean;
	    limitMinutes: number;
	    until: string;
	    stuckAt: string;
	}
	export interface ClosedHere {
	    by: string;
	    why: string;
	    at: string;
	}
	export interface Concern {
	    id: string;
	    level: telecom.Level;
	    orderId: string;
	    serviceId: string;
	    stuck: boolean;
	    text: string;
	}
	
	export interface SnapshotRow {
	    gone: boolean;
	    status: telecom.RequestStatus;
	    stateWord: string;
	    means: telecom.Status;
	    version: string;
	    contract: string;
	    offering: string;
	    package: string;
	    quantity: string;
	    asks: boolean;
	    changedAt: string;
	    changedBy: string;
	    why: string;
	}
	export interface DecisionRow {
	    key: string;
	    action: telecom.RequestAction;
	    to: telecom.RequestStatus;
	    reason: telecom.DecisionReason;
	    text: string;
	    at: string;
	    by: string;
	    state: telecom.DecisionState;
	    holdUntil: string;
	    said: string;
	    on: SnapshotRow;
	    left: boolean;
	    against: telecom.Against;
	    kept: string;
	    delayed: string;
	    now?: SnapshotRow;
	    againOff: string;
	    scans: number;
	    settle: boolean;
	    settleAt: string;
	}
	
	export interface FeatureChange {
	    name: string;
	    from: boolean;
	    to: boolean;
	}
	export interface Draft {
	    kind: telecom.Kind;
	    serviceId: string;
	    orderId: string;
	    note: string;
	    simType: telecom.SIMType;
	    simNumber: string;
	    planId: string;
	    planName: string;
	    packId: string;
	    packName: string;
	    startOn: string;
	    features: FeatureChange[];
	    typedNumber: string;
	    customer: string;
	    origin: telecom.NumberOrigin;
	    portNumber: string;
	    losingProvider: string;
	    billing: telecom.Billing;
	    accountNumber: string;
	    bornOn: string;
	    authorisedOn: string;
	}
	export interface DraftCheck {
	    mistakes: telecom.Mistake[];
	    level: telecom.Level;
	    concerns: Concern[];
	    consequences: telecom.Consequence[];
	    irreversible: boolean;
	    checkedAt: string;
	}
	export interface Remark {
	    kind: telecom.RemarkKind;
	    at: string;
	    code: string;
	    text: string;
	}
	export interface Stage {
	    at: string;
	    code: string;
	    text: string;
	    more: string;
	}
	export interface Order {
	    orderId: string;
	    kind: telecom.Kind;
	    kindWord: string;
	    status: telecom.Status;
	    statusWord: string;
	    open: boolean;
	    summary: string;
	    asked: telecom.Detail[];
	    placedBy: string;
	    placedAt: string;
	    placedHow: PlacedHow;
	    endedAt: string;
	    trail: Stage[];
	    says: Remark[];
	    closedHere?: ClosedHere;
	    closable: boolean;
	}
	export interface Event {
	    order: Order;
	    parts: Order[];
	    open: boolean;
	    clock: Clock;
	    placedHereBy: string;
	    nextStep: string;
	    again: boolean;
	}
	export interface FailureRow {
	    from: string;
	    until: string;
	    times: number;
	    code: telecom.Code;
	    text: string;
	}
	
	export interface Problem {
	    code: telecom.Code;
	    text: string;
	    said: string;
	}
	export interface Freshness {
	    status: telecom.SyncStatus;
	    readAt: string;
	    since: string;
	    nextTry: string;
	    problem?: Problem;
	    copied: number;
	    expected: number;
	    unreadable: number;
	    sweepMinutes: number;
	    skewMillis: number;
	}
	export interface Support {
	    name: string;
	    phone: string;
	    email: string;
	    link: string;
	    phoneLink: string;
	    emailLink: string;
	    pageLink: string;
	}
	export interface Header {
	    profile: string;
	    place: Place;
	    freshness: Freshness;
	    support: Support;
	    keepsData: boolean;
	    notices: Problem[];
	    doubt?: Problem;
	    version: string;
	    openOrders: number;
	    stuckOrders: number;
	}
	export interface KeptDraft {
	    draft: Draft;
	    at: string;
	}
	export interface Link {
	    number: number;
	    screen: Screen;
	    id: string;
	    tab: string;
	    find: string;
	    order: string;
	    problem?: Problem;
	}
	export interface Look {
	    dense: boolean;
	}
	export interface Neighbours {
	    position: number;
	    matching: number;
	    previous: string;
	    next: string;
	}
	export interface NewDecision {
	    requestId: string;
	    action: telecom.RequestAction;
	    reason: telecom.DecisionReason;
	    text: string;
	    seen: string;
	}
	export interface NewProfile {
	    name: string;
	    serviceInventory: string;
	    serviceOrdering: string;
	    timeZone: string;
	    supportName: string;
	    supportPhone: string;
	    supportEmail: string;
	}
	export interface NoteRow {
	    id: string;
	    at: string;
	    by: string;
	    text: string;
	}
	export interface OpenDecisions {
	    waiting: string[];
	    returned: string[];
	}
	export interface OpenOrder {
	    orderId: string;
	    kind: telecom.Kind;
	    kindWord: string;
	    status: telecom.Status;
	    statusWord: string;
	    clock: Clock;
	    closedHere: boolean;
	}
	
	export interface OrderRow {
	    id: string;
	    kind: telecom.Kind;
	    kindWord: string;
	    status: telecom.Status;
	    statusWord: string;
	    open: boolean;
	    parts: number;
	    clock: Clock;
	    closedHere: boolean;
	    serviceId: string;
	    number: string;
	    customer: string;
	    named: boolean;
	    summary: string;
	    asked: telecom.Detail[];
	    placedAt: string;
	    placedHow: PlacedHow;
	    here: boolean;
	    found: string;
	}
	export interface OrderListPage {
	    revision: number;
	    offset: number;
	    matching: number;
	    total: number;
	    open: number;
	    stuck: number;
	    failed: number;
	    here: number;
	    rows: OrderRow[];
	    kinds: telecom.Count[];
	}
	export interface OrderListQuery {
	    text: string;
	    show: telecom.OrderShow;
	    kind: telecom.Kind;
	    sort: telecom.OrderSort;
	    descending: boolean;
	    offset: number;
	    limit: number;
	}
	export interface OrderPage {
	    event: Event;
	    serviceId: string;
	    number: string;
	    named: boolean;
	    cancelOrdersOff: string;
	}
	export interface OrderProgress {
	    serviceId: string;
	    event?: Event;
	}
	
	export interface PackCard {
	    id: string;
	    name: string;
	    price: string;
	    currency: string;
	    days: number;
	    where: string;
	    allowances: AllowanceRow[];
	}
	export interface PlanCard {
	    id: string;
	    name: string;
	    price: string;
	    currency: string;
	    allowances: AllowanceRow[];
	    networkType: string;
	    speedCap: string;
	    inclusions: string[];
	    current: boolean;
	}
	export interface OrdersPage {
	    off: string;
	    offline: boolean;
	    actions: ActionRow[];
	    plans: PlanCard[];
	    packs: PackCard[];
	    features: telecom.Feature[];
	    offerReadAt: string;
	    offerProblem?: Problem;
	    simDigits: string;
	    today: string;
	}
	
	export interface Placing {
	    blocked: boolean;
	    state: telecom.SubmissionState;
	    orderId: string;
	    asked: telecom.Detail[];
	    problem?: Problem;
	    mistakes: telecom.Mistake[];
	    concerns: Concern[];
	    beside: Concern[];
	}
	
	export interface PurposeRow {
	    purpose: telecom.Purpose;
	    strategy: telecom.Strategy;
	    requests: number;
	    kilobytes: number;
	}
	export interface PortalPage {
	    profile: string;
	    serviceInventory: string;
	    serviceOrdering: string;
	    usage: string;
	    catalog: string;
	    services: number;
	    orders: number;
	    open: number;
	    purposes: PurposeRow[];
	    capabilities: CapabilityRow[];
	    askedSince: string;
	    asked: number;
	    askedKilobytes: number;
	    sweepMinutes: number;
	    failures: FailureRow[];
	}
	
	export interface ProductRow {
	    id: string;
	    name: string;
	    stateWord: string;
	}
	
	
	export interface ServiceRef {
	    id: string;
	    number: string;
	}
	export interface RequestPage {
	    id: string;
	    gone: boolean;
	    status: telecom.RequestStatus;
	    stateWord: string;
	    means: telecom.Status;
	    customer: string;
	    initiatedBy: string;
	    offering: string;
	    package: string;
	    quantity: string;
	    orderedAt: string;
	    summary: string;
	    version: string;
	    answers: telecom.Detail[];
	    contract: AgreementRow[];
	    products: ProductRow[];
	    services: ServiceRef[];
	    orderIds: string[];
	    history: ChangeRow[];
	    historyGiven: boolean;
	    notes: NoteRow[];
	    cancelAsked?: CancellationRequest;
	    asks: boolean;
	    actions: ActionOf[];
	    actionsGiven: boolean;
	    decision?: DecisionRow;
	    unread: boolean;
	    readAt: string;
	    seen: string;
	}
	export interface RequestRow {
	    id: string;
	    initiatedBy: string;
	    customer: string;
	    offering: string;
	    package: string;
	    orderedAt: string;
	    status: telecom.RequestStatus;
	    stateWord: string;
	    means: telecom.Status;
	    asks: boolean;
	    unread: boolean;
	    decision?: DecisionChip;
	    gone: boolean;
	}
	export interface RequestsQuery {
	    text: string;
	    card: telecom.Card;
	    statuses: string[];
	    customer: string;
	    offering: string;
	    package: string;
	    initiator: string;
	    from: string;
	    to: string;
	    mark: RequestMark;
	    sort: telecom.RequestSort;
	    ascending: boolean;
	    offset: number;
	    limit: number;
	}
	export interface SavedView {
	    name: string;
	    query: RequestsQuery;
	}
	export interface RequestsPage {
	    off: string;
	    matching: number;
	    total: number;
	    requested: number;
	    inProgress: number;
	    active: number;
	    others: number;
	    waiting: number;
	    conflicts: number;
	    asks: number;
	    unread: number;
	    rows: RequestRow[];
	    returned: RequestRow[];
	    statuses: telecom.Count[];
	    customers: telecom.Count[];
	    offerings: telecom.Count[];
	    packages: telecom.Count[];
	    initiators: telecom.Count[];
	    views: SavedView[];
	    firstCopy: boolean;
	    readAt: string;
	}
	
	
	export interface SubmissionRow {
	    key: string;
	    kind: telecom.Kind;
	    serviceId: string;
	    state: telecom.SubmissionState;
	    orderId: string;
	    named: string;
	    by: string;
	    at: string;
	    asked: telecom.Detail[];
	    closedHere?: ClosedHere;
	    closable: boolean;
	    searches: number;
	    decideAt: string;
	    decidable: boolean;
	    candidates: Candidate[];
	    beside: Concern[];
	}
	export interface ServicePage {
	    id: string;
	    number: string;
	    numberPlain: string;
	    customer: string;
	    plan: string;
	    platform: string;
	    state: telecom.ServiceState;
	    stateWord: string;
	    simType: telecom.SIMType;
	    simNumber: string;
	    activeSince: string;
	    endedAt: string;
	    features: telecom.Feature[];
	    cycleFrom: string;
	    cycleTo: string;
	    changeDay: string;
	    readAt: string;
	    updatedAt: string;
	    events: Event[];
	    submissions: SubmissionRow[];
	    cancelOrdersOff: string;
	}
	
	export interface ServiceRow {
	    id: string;
	    number: string;
	    customer: string;
	    plan: string;
	    platform: string;
	    state: telecom.ServiceState;
	    stateWord: string;
	    open: number;
	    top?: OpenOrder;
	    lastActivity: string;
	    readAt: string;
	    found: string;
	    foundOrder: string;
	}
	export interface ServicesPage {
	    revision: number;
	    offset: number;
	    matching: number;
	    total: number;
	    open: number;
	    stuck: number;
	    unserved: number;
	    letterO: boolean;
	    rows: ServiceRow[];
	    states: telecom.Count[];
	    platforms: telecom.Count[];
	    plans: telecom.Count[];
	}
	export interface ServicesQuery {
	    text: string;
	    state: telecom.ServiceState;
	    platform: string;
	    plan: string;
	    open: boolean;
	    stuck: boolean;
	    sort: telecom.Sort;
	    descending: boolean;
	    offset: number;
	    limit: number;
	}
	
	
	export interface Start {
	    step: Step;
	    profile: string;
	    problem?: Problem;
	    config: string;
	}
	
	
	export interface UsageRow {
	    kind: telecom.UsageKind;
	    used: string;
	    allowance: string;
	    unlimited: boolean;
	    unit: string;
	    thousandth: number;
	    from: string;
	    to: string;
	    measuredAt: string;
	}
	export interface UsagePage {
	    off: string;
	    readAt: string;
	    rows: UsageRow[];
	}

}

export namespace telecom {
	
	export enum Against {
	    Changed = "changed",
	    Gone = "gone",
	    NotOffered = "notOffered",
	    OtherPortal = "otherPortal",
	    Role = "role",
	    SentUnknown = "sentUnknown",
	}
	export enum Billing {
	    Postpaid = "postpaid",
	    Prepaid = "prepaid",
	}
	export enum Capability {
	    CancelsOrders = "cancelsOrders",
	    CountsMatches = "countsMatches",
	    FilterByService = "filterByService",
	    FilterByServiceOlder = "filterByServiceOlder",
	    FilterByState = "filterByState",
	    FilterByStates = "filterByStates",
	    MissingAsFailure = "missingAsFailure",
	    NewestFirst = "newestFirst",
	    PagesByOffset = "pagesByOffset",
	    PagesOtherwise = "pagesOtherwise",
	    SomeFields = "someFields",
	    Unchanged = "unchanged",
	}
	export enum Card {
	    Active = "active",
	    InProgress = "inProgress",
	    Requested = "requested",
	    Total = "total",
	}
	export enum Code {
	    Broken = "broken",
	    Busy = "busy",
	    Cached = "cached",
	    Damaged = "damaged",
	    Denied = "denied",
	    InUse = "inUse",
	    Internal = "internal",
	    Invalid = "invalid",
	    Locked = "locked",
	    NotFound = "notFound",
	    NotPortal = "notPortal",
	    TooNew = "tooNew",
	    Unconfirmed = "unconfirmed",
	    Unreachable = "unreachable",
	}
	export enum DecisionReason {
	    CreditCheck = "creditCheck",
	    CustomerAsked = "customerAsked",
	    CustomerDoesNotAnswer = "customerDoesNotAnswer",
	    DuplicateRequest = "duplicateRequest",
	    IncompleteDetails = "incompleteDetails",
	    NotAvailable = "notAvailable",
	    Other = "other",
	    TermsNotAccepted = "termsNotAccepted",
	}
	export enum DecisionState {
	    Applied = "applied",
	    Conflict = "conflict",
	    Dropped = "dropped",
	    Later = "later",
	    Refused = "refused",
	    Sending = "sending",
	    Unsure = "unsure",
	    Waiting = "waiting",
	    Withdrawn = "withdrawn",
	}
	export enum Field {
	    AccountNumber = "accountNumber",
	    AuthorisedOn = "authorisedOn",
	    Billing = "billing",
	    BornOn = "bornOn",
	    Customer = "customer",
	    Features = "features",
	    LosingProvider = "losingProvider",
	    Number = "number",
	    OrderID = "orderID",
	    Origin = "origin",
	    Pack = "pack",
	    Plan = "plan",
	    Service = "service",
	    SimNumber = "simNumber",
	    SimType = "simType",
	    StartOn = "startOn",
	    TypedNumber = "typedNumber",
	}
	export enum Kind {
	    Activation = "activation",
	    CancelOrder = "cancelOrder",
	    CancelService = "cancelService",
	    ChangePlan = "changePlan",
	    FeatureUpdate = "featureUpdate",
	    NumberPort = "numberPort",
	    SimSwap = "simSwap",
	    TravelPack = "travelPack",
	    Unknown = "unknown",
	}
	export enum Level {
	    Allowed = "allowed",
	    Blocked = "blocked",
	    Warned = "warned",
	}
	export enum NumberOrigin {
	    New = "new",
	    Ported = "ported",
	}
	export enum OrderShow {
	    All = "all",
	    Failed = "failed",
	    Open = "open",
	    PlacedHere = "placedHere",
	    Stuck = "stuck",
	}
	export enum OrderSort {
	    Placed = "placed",
	    Running = "running",
	}
	export enum Purpose {
	    Newest = "newest",
	    One = "one",
	    Open = "open",
	    Orders = "orders",
	    Services = "services",
	}
	export enum Reason {
	    AnsweredNone = "answeredNone",
	    AnsweredOther = "answeredOther",
	    AnsweredRight = "answeredRight",
	    RejectedIt = "rejectedIt",
	}
	export enum RemarkKind {
	    Alert = "alert",
	    Error = "error",
	    Note = "note",
	}
	export enum RequestAction {
	    AcceptCancellation = "acceptCancellation",
	    BackToGenerating = "backToGenerating",
	    Cancel = "cancel",
	    ContractReady = "contractReady",
	    Deny = "deny",
	    RecordSignature = "recordSignature",
	    RetryProvisioning = "retryProvisioning",
	    RevertToInProgress = "revertToInProgress",
	    RevertToSubmitted = "revertToSubmitted",
	    SendToCustomer = "sendToCustomer",
	    StartContract = "startContract",
	    StartProvisioning = "startProvisioning",
	}
	export enum RequestSort {
	    InitiatedBy = "initiatedBy",
	    Offering = "offering",
	    OrderDate = "orderDate",
	    Package = "package",
	    RequestCustomer = "requestCustomer",
	    RequestId = "requestId",
	    RequestStatus = "requestStatus",
	}
	export enum RequestStatus {
	    Activating = "Activating",
	    ActivationFailed = "Activation Failed",
	    Active = "Active",
	    Canceled = "Canceled",
	    ContractReadyForReview = "Contract Ready for Review",
	    ContractSigned = "Contract Signed",
	    Decommissioning = "Decommissioning",
	    Denied = "Denied",
	    Draft = "Draft",
	    Expired = "Expired",
	    GeneratingContract = "Generating Contract",
	    PendingCancellation = "Pending Cancellation",
	    ProvisioningFailed = "Provisioning Failed",
	    ProvisioningInProgress = "Provisioning in Progress",
	    SubscriptionRequestReceived = "Subscription Request Received",
	    Validating = "Validating",
	}
	export enum SIMType {
	    Esim = "esim",
	    Physical = "physical",
	}
	export enum ServiceState {
	    Activating = "activating",
	    Active = "active",
	    Ended = "ended",
	    Suspended = "suspended",
	    Unknown = "unknown",
	}
	export enum Sort {
	    Customer = "customer",
	    LastActivity = "lastActivity",
	    Number = "number",
	    OpenOrders = "openOrders",
	    Plan = "plan",
	    Platform = "platform",
	    State = "state",
	}
	export enum Status {
	    Acknowledged = "acknowledged",
	    Cancelled = "cancelled",
	    Cancelling = "cancelling",
	    Complete = "complete",
	    Failed = "failed",
	    Held = "held",
	    InProgress = "inProgress",
	    NotGiven = "notGiven",
	    Partial = "partial",
	    Pending = "pending",
	    Rejected = "rejected",
	    Unknown = "unknown",
	}
	export enum Strategy {
	    EndsHeads = "endsHeads",
	    EndsWhole = "endsWhole",
	    NewestHeads = "newestHeads",
	    NewestWhole = "newestWhole",
	    OneByFilter = "oneByFilter",
	    OneByIDs = "oneByIDs",
	    OpenByState = "openByState",
	    OpenByStates = "openByStates",
	    OpenOneByOne = "openOneByOne",
	    SweepHeadsOnly = "sweepHeadsOnly",
	    SweepServices = "sweepServices",
	    SweepWhole = "sweepWhole",
	}
	export enum SubmissionState {
	    Closed = "closed",
	    NotSent = "notSent",
	    Placed = "placed",
	    Refused = "refused",
	    Sending = "sending",
	    Unsure = "unsure",
	}
	export enum SyncStatus {
	    FirstCopy = "firstCopy",
	    Fresh = "fresh",
	    Offline = "offline",
	    Refreshing = "refreshing",
	    Refused = "refused",
	    Stale = "stale",
	    Unsure = "unsure",
	}
	export enum UsageKind {
	    Data = "data",
	    Sms = "sms",
	    Voice = "voice",
	}
	export interface Consequence {
	    text: string;
	    grave: boolean;
	}
	export interface Count {
	    value: string;
	    count: number;
	}
	export interface Detail {
	    name: string;
	    value: string;
	    was: string;
	}
	export interface Feature {
	    name: string;
	    on: boolean;
	}
	export interface Mistake {
	    field: Field;
	    text: string;
	}

}

