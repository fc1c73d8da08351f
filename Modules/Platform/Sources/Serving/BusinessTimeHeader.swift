public import HTTP
public import Kernel
public import Router

/// Says in each answer that is made while business time was moved what time that is, so that
/// nobody takes the data of a test for today's.
public struct BusinessTimeHeader: ResponseFilter {
  private let clock: BusinessClock

  /// Tells the time of a clock.
  public init(_ clock: BusinessClock) {
    self.clock = clock
  }

  /// Adds `X-Atrium-Clock`, unless the clock is the machine's.
  public func finish(_ response: inout HTTPResponse, of context: RequestContext) {
    guard clock.offsetMilliseconds > 0 else { return }
    response.headers.add("X-Atrium-Clock", "\(clock.now())")
  }
}
