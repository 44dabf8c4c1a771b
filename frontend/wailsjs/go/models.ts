export namespace backend {
	
	export enum Code {
	    Broken = "broken",
	    Busy = "busy",
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
	export enum Need {
	    Newest = "newest",
	    One = "one",
	    Open = "open",
	    Orders = "orders",
	    Services = "services",
	}
	export enum Way {
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
	export enum Reason {
	    AnsweredNone = "answeredNone",
	    AnsweredOther = "answeredOther",
	    AnsweredRight = "answeredRight",
	    RejectedIt = "rejectedIt",
	}
	export enum Weather {
	    FirstCopy = "firstCopy",
	    Fresh = "fresh",
	    Offline = "offline",
	    Refreshing = "refreshing",
	    Refused = "refused",
	    Stale = "stale",
	    Unsure = "unsure",
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
	export enum Kind {
	    Activation = "activation",
	    CancelService = "cancelService",
	    ChangePlan = "changePlan",
	    FeatureUpdate = "featureUpdate",
	    NumberPort = "numberPort",
	    SimSwap = "simSwap",
	    TravelPack = "travelPack",
	    Unknown = "unknown",
	}
	export enum ServiceState {
	    Activating = "activating",
	    Active = "active",
	    Ended = "ended",
	    Suspended = "suspended",
	    Unknown = "unknown",
	}
	export enum SIMType {
	    Esim = "esim",
	    Physical = "physical",
	}
	export enum RemarkKind {
	    Alert = "alert",
	    Error = "error",
	    Note = "note",
	}
	export enum Ability {
	    FilterByService = "filterByService",
	    FilterByServiceOlder = "filterByServiceOlder",
	    FilterByState = "filterByState",
	    FilterByStates = "filterByStates",
	    MissingAsFailure = "missingAsFailure",
	    NewestFirst = "newestFirst",
	    SomeFields = "someFields",
	    Unchanged = "unchanged",
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

}

export namespace desk {
	
	export enum Place {
	    Demo = "demo",
	    Production = "production",
	    Test = "test",
	}
	export enum Signal {
	    CacheChanged = "cache:changed",
	    DeskChanged = "desk:changed",
	    FreshnessChanged = "freshness:changed",
	}
	export enum Step {
	    Choose = "choose",
	    Failed = "failed",
	    Open = "open",
	    Opening = "opening",
	    Protect = "protect",
	    Unlock = "unlock",
	}
	export interface AbilityRow {
	    ability: backend.Ability;
	    known: boolean;
	    works: boolean;
	    reason: backend.Reason;
	    at: string;
	}
	export interface Choice {
	    value: string;
	    count: number;
	}
	export interface Clock {
	    since: string;
	    atLeast: boolean;
	    limitMinutes: number;
	    until: string;
	    stuckAt: string;
	}
	export interface Detail {
	    name: string;
	    value: string;
	    was: string;
	}
	export interface Remark {
	    kind: backend.RemarkKind;
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
	    kind: backend.Kind;
	    kindWord: string;
	    status: backend.Status;
	    statusWord: string;
	    open: boolean;
	    summary: string;
	    asked: Detail[];
	    placedBy: string;
	    placedAt: string;
	    endedAt: string;
	    trail: Stage[];
	    says: Remark[];
	}
	export interface Event {
	    order: Order;
	    parts: Order[];
	    open: boolean;
	    clock: Clock;
	}
	export interface FailureRow {
	    from: string;
	    until: string;
	    times: number;
	    code: backend.Code;
	    text: string;
	}
	export interface FeatureRow {
	    name: string;
	    on: boolean;
	}
	export interface Problem {
	    code: backend.Code;
	    text: string;
	    said: string;
	}
	export interface Freshness {
	    weather: backend.Weather;
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
	}
	export interface Header {
	    profile: string;
	    place: Place;
	    freshness: Freshness;
	    support: Support;
	    keepsData: boolean;
	    notices: Problem[];
	    version: string;
	}
	export interface NeedRow {
	    need: backend.Need;
	    way: backend.Way;
	    requests: number;
	    kilobytes: number;
	}
	export interface Neighbours {
	    position: number;
	    matching: number;
	    previous: string;
	    next: string;
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
	export interface OpenOrder {
	    orderId: string;
	    kind: backend.Kind;
	    kindWord: string;
	    status: backend.Status;
	    statusWord: string;
	    clock: Clock;
	}
	
	export interface PortalPage {
	    profile: string;
	    serviceInventory: string;
	    serviceOrdering: string;
	    services: number;
	    orders: number;
	    open: number;
	    needs: NeedRow[];
	    abilities: AbilityRow[];
	    askedSince: string;
	    asked: number;
	    askedKilobytes: number;
	    sweepMinutes: number;
	    failures: FailureRow[];
	}
	
	
	export interface ServicePage {
	    id: string;
	    number: string;
	    numberPlain: string;
	    customer: string;
	    plan: string;
	    platform: string;
	    state: backend.ServiceState;
	    stateWord: string;
	    simType: backend.SIMType;
	    simNumber: string;
	    activeSince: string;
	    endedAt: string;
	    features: FeatureRow[];
	    cycleFrom: string;
	    cycleTo: string;
	    changeDay: string;
	    readAt: string;
	    updatedAt: string;
	    events: Event[];
	}
	export interface ServiceRow {
	    id: string;
	    number: string;
	    customer: string;
	    plan: string;
	    platform: string;
	    state: backend.ServiceState;
	    stateWord: string;
	    open: number;
	    top?: OpenOrder;
	    lastActivity: string;
	    readAt: string;
	    found: string;
	}
	export interface ServicesPage {
	    revision: number;
	    offset: number;
	    matching: number;
	    total: number;
	    open: number;
	    stuck: number;
	    rows: ServiceRow[];
	    states: Choice[];
	    platforms: Choice[];
	    plans: Choice[];
	}
	export interface ServicesQuery {
	    text: string;
	    state: backend.ServiceState;
	    platform: string;
	    plan: string;
	    open: boolean;
	    stuck: boolean;
	    sort: backend.Sort;
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

}

