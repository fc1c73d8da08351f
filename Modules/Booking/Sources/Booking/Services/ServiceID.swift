public import Kernel

/// What a `ServiceID` is the id of: something that the business offers.
public enum ServiceTag {}
/// The id of a service.
public typealias ServiceID = Identifier<ServiceTag>
