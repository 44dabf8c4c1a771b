// The rows and enumerations that cross the bridge, by their short names. They are generated from the Go structs.
import { backend, desk } from '../../wailsjs/go/models'

export const Code = backend.Code
export type Code = backend.Code
export const Kind = backend.Kind
export type Kind = backend.Kind
export const Place = desk.Place
export type Place = desk.Place
export const RemarkKind = backend.RemarkKind
export type RemarkKind = backend.RemarkKind
export const ServiceState = backend.ServiceState
export type ServiceState = backend.ServiceState
export const Signal = desk.Signal
export type Signal = desk.Signal
export const SIMType = backend.SIMType
export type SIMType = backend.SIMType
export const Sort = backend.Sort
export type Sort = backend.Sort
export const Status = backend.Status
export type Status = backend.Status
export const Step = desk.Step
export type Step = desk.Step
export const Weather = backend.Weather
export type Weather = backend.Weather

export type Choice = desk.Choice
export type Clock = desk.Clock
export type Detail = desk.Detail
export type Event = desk.Event
export type FeatureRow = desk.FeatureRow
export type Freshness = desk.Freshness
export type Header = desk.Header
export type Neighbours = desk.Neighbours
export type NewProfile = desk.NewProfile
export type OpenOrder = desk.OpenOrder
export type Order = desk.Order
export type Problem = desk.Problem
export type Remark = desk.Remark
export type ServicePage = desk.ServicePage
export type ServiceRow = desk.ServiceRow
export type ServicesPage = desk.ServicesPage
export type ServicesQuery = desk.ServicesQuery
export type Stage = desk.Stage
export type Start = desk.Start
export type Support = desk.Support
