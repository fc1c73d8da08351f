import Curl
import HTTP
import JSON
import Kernel
import KernelTesting
import Payments
import Testing

@testable import PaymentProviders

/// Providers that hang, cut connections, fail and talk nonsense.
@Suite(.timeLimit(.minutes(30))) struct HostileProviderTests {
  /// What a provider does to every request.
  enum Malice: String, CaseIterable, Sendable {
    case hangs, cuts, fails, isOverloaded, talksNonsense, answersALot, redirects, saysNothing

    @Sendable func answer(_ door: Door) async -> HTTPResponse {
      switch self {
      case .hangs:
        await door.wait()
        return HTTPResponse(status: 204)
      case .cuts: return HTTPResponse(body: .stream { _ in throw Cut() })
      case .fails: return .json(#"{"status":false,"message":"x"}"#, status: 500)
      case .isOverloaded: return .json(#"{"status":false,"message":"x"}"#, status: 503)
      case .talksNonsense: return .json(#"{"status":true,"data":{"#)
      case .answersALot: return HTTPResponse(body: .bytes([UInt8](repeating: 0x20, count: 5 << 20)))
      case .redirects: return HTTPResponse(status: 302, headers: ["Location": "/elsewhere"])
      case .saysNothing: return HTTPResponse(status: 404)
      }
    }

    struct Cut: Error {}
  }

  private func error(
    _ body: () async throws(GatewayError) -> Void
  ) async -> GatewayError? {
    do throws(GatewayError) {
      try await body()
      return nil
    } catch { return error }
  }

  @Test(
    "Whatever may have been done is an open outcome, and a question's failure is none",
    arguments: Malice.allCases)
  func malice(_ malice: Malice) async throws {
    let door = Door()
    let provider = try Provider { _ in await malice.answer(door) }
    let deadline: Duration = malice == .hangs ? .milliseconds(50) : .seconds(10)
    let gateway = FlutterwaveGateway(provider.reaching(deadline: deadline), secretHash: nil)
    let effect = await error { () throws(GatewayError) in
      _ = try await gateway.transferOut(Sample.payout)
    }
    let tries = Set(provider.seen.map { $0["reference"]?.string })
    #expect(tries == ["ajo-1"] && provider.seen.count <= 3)
    let question = await error { () throws(GatewayError) in
      _ = try await gateway.verifyPayout(Sample.reference)
    }
    door.open()
    guard case .outcomeUnknown = effect else {
      Issue.record("\(malice) gave \(String(describing: effect))")
      return
    }
    guard case .unavailable = question else {
      Issue.record("\(malice) gave \(String(describing: question))")
      return
    }
  }

  @Test("Whatever a provider writes can be kept by every database, or is taken for none")
  func texts() async throws {
    let refusing = try Provider { _ in
      .json(#"{"status":false,"message":"No\u0000 \u0085money\n","code":"a\u0000b"}"#, status: 400)
    }
    #expect(
      await error { () throws(GatewayError) in
        _ = try await refusing.paystack.transferOut(Sample.payout)
      } == .refused(code: "a b", message: "No   money "))
    let naming = try Provider { _ in
      .json(#"{"status":true,"data":{"account_name":"ADA\u0000OBI"}}"#)
    }
    let account = BankAccount(bankCode: "058", number: "0123456789")
    #expect(try await naming.paystack.resolve(account, claimedBy: "Ada")?.text == "ADA OBI")
    let long = String(repeating: "A", count: 5_000)
    let telling = try Provider { _ in
      .json(#"{"status":true,"data":{"account_name":"\#(long)"}}"#)
    }
    await #expect(throws: GatewayError.unavailable("there is no account_name")) {
      try await telling.paystack.resolve(account, claimedBy: "Ada")
    }
    let event = #"{"event":"charge.\u0000success","data":{"reference":"ajo-1","status":"new"}}"#
    #expect(try PaystackEvent.read(Array(event.utf8), from: .paystack)?.type == "charge. success")
  }

  @Test("What is safe to repeat is tried three times, what is not once")
  func tries() async throws {
    let provider = try Provider { _ in HTTPResponse(status: 503) }
    _ = await error { () throws(GatewayError) in
      _ = try await provider.flutterwave.transferOut(Sample.payout)
    }
    #expect(provider.seen.count == 3)
    let careful = try Provider { _ in HTTPResponse(status: 503) }
    _ = await error { () throws(GatewayError) in
      _ = try await careful.flutterwave.refund(Sample.refund)
    }
    #expect(careful.seen.count == 1)
  }

  @Test("If nobody takes the connection, or there are too many requests, nothing happened")
  func nothingSent() async throws {
    let provider = try Provider { _ in .json(#"{"status":"error","message":"slow"}"#, status: 429) }
    for base in [nil, "http://127.0.0.1:1"] {
      let gateway = FlutterwaveGateway(provider.reaching(base: base), secretHash: nil)
      let found = await error { () throws(GatewayError) in
        _ = try await gateway.transferOut(Sample.payout)
      }
      guard case .unavailable = found else {
        Issue.record("\(base ?? "429") gave \(String(describing: found))")
        continue
      }
    }
  }

  @Test("A refusal after a try that may have arrived leaves the outcome open")
  func refusedLater() async throws {
    let provider = try Provider { _ in HTTPResponse(status: 200) }
    let refused = #"{"status":"error","message":"Insufficient balance"}"#
    let counted = try Provider { [provider] _ in
      // The first one takes the money and is lost; the second finds none.
      _ = try? await provider.client.send(
        HTTPClientRequest("GET", provider.reaching().address.base, peer: "t", addresses: .any))
      return provider.seen.count == 1
        ? HTTPResponse(status: 502) : .json(refused, status: 400)
    }
    let found = await error { () throws(GatewayError) in
      _ = try await counted.flutterwave.transferOut(Sample.payout)
    }
    guard case .outcomeUnknown = found else {
      Issue.record("it gave \(String(describing: found))")
      return
    }
    let at = try Provider { _ in .json(refused, status: 400) }
    #expect(
      await error { () throws(GatewayError) in
        _ = try await at.flutterwave.transferOut(Sample.payout)
      } == .refused(code: "400", message: "Insufficient balance"))
  }

  @Test("A secret that is not accepted is a refusal, not an unknown reference")
  func unauthorized() async throws {
    let provider = try Provider { _ in
      .json(#"{"status":false,"message":"Invalid key"}"#, status: 401)
    }
    #expect(
      await error { () throws(GatewayError) in
        _ = try await provider.paystack.verifyCharge(Sample.reference)
      } == .refused(code: "401", message: "Invalid key"))
  }

  @Test("The circuit opens after failures in a row and closes again, as the metrics tell")
  func breaker() async throws {
    let (door, isWell) = (Door(), Flag())
    let provider = try Provider { _ in
      isWell.isSet
        ? .json(#"{"status":"success","data":[]}"#) : HTTPResponse(status: 500)
    }
    door.open()
    let gateway = provider.flutterwave
    for _ in 1...2 {
      _ = await error { () throws(GatewayError) in
        _ = try await gateway.verifyPayout(Sample.reference)
      }
    }
    #expect(provider.seen.count == 5)
    let state = #"atrium_http_client_circuit_state{peer="test"}"#
    let opened = #"atrium_http_client_circuit_opened_total{peer="test"}"#
    #expect(provider.metric(state) == "2" && provider.metric(opened) == "1")
    let found = await error { () throws(GatewayError) in
      _ = try await gateway.transferOut(Sample.payout)
    }
    #expect(found == .unavailable("the host failed too often a moment ago"))
    #expect(provider.seen.count == 5)
    isWell.set()
    provider.clock.advance(seconds: 30)
    #expect(try await gateway.verifyPayout(Sample.reference) == .unknown)
    #expect(provider.metric(state) == "0" && provider.metric(opened) == "1")
    let calls = #"atrium_payment_calls_total{provider="test",operation="#
    #expect(provider.metric(calls + #""transfer",outcome="unavailable"}"#) == "1")
    #expect(provider.metric(calls + #""verify_transfer",outcome="succeeded"}"#) == "1")
    #expect(provider.metric(#"atrium_payment_call_seconds_count{provider="test"}"#) == "4")
  }
}
