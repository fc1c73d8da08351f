import Auth
import AuthProviders
import AuthTesting
import Kernel
import KernelTesting
import Testing

@Suite struct TelegramVerifierTests {
  private let clock = FixedClock(noon)
  private let token = "123456:AAtests"
  private let user = #"{"id":9007199254740993,"first_name":"Ada","last_name":"Obi & Söhne+"}"#

  private func verify(_ text: String) throws -> ProvenIdentity {
    try TelegramVerifier(botToken: token, maxAge: 3600, clock: clock).verify(text)
  }

  @Test("What Telegram itself made is taken")
  func vector() throws {
    // The example of the Mini Apps' community documentation.
    let text =
      "query_id=AAHdF6IQAAAAAN0XohDhrOrc&user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22"
      + "Vladislav%22%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22"
      + "language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%7D&auth_date=1662771648"
      + "&hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2"
    clock.set(Instant(seconds: 1_662_771_648))
    let verifier = TelegramVerifier(
      botToken: "5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8", maxAge: 60, clock: clock)
    let found = try verifier.verify(text)
    #expect(
      found
        == ProvenIdentity(
          provider: .telegram, subject: "279058397",
          name: ToldName(first: "Vladislav", last: "Kibenko")))
    #expect(throws: ProviderRefusal.invalidProof) {
      try verifier.verify(text.replacing("279058397", with: "279058398"))
    }
  }

  @Test("Names are told apart by their octets: one character spelled in two ways is two names")
  func spellings() throws {
    let text = InitData.text(
      [("user", user), ("auth_date", "\(noon.seconds)"), ("ze\u{301}", "1"), ("z\u{E9}", "2")],
      botToken: token)
    #expect(try verify(text).subject == "9007199254740993")
  }

  @Test("Ids are exact beyond what a floating-point number holds, and signs are decoded")
  func identity() throws {
    let found = try verify(InitData.text(user: user, at: noon.seconds, botToken: token))
    #expect(found.subject == "9007199254740993")
    #expect(found.name.last == "Obi & Söhne+")
    #expect(found.email == nil)
  }

  @Test("A text counts for as long as configured, and not from the future")
  func time() throws {
    for (seconds, isTaken) in [(0, true), (-3600, true), (30, true), (-3601, false), (31, false)] {
      let text = InitData.text(user: user, at: noon.seconds + Int64(seconds), botToken: token)
      #expect(((try? verify(text)) != nil) == isTaken, "\(seconds)")
    }
  }

  @Test("What was changed, repeated, left out or not authenticated is refused")
  func refused() throws {
    let good = InitData.text(user: user, at: noon.seconds, botToken: token)
    let date = ("auth_date", "\(noon.seconds)")
    func text(_ fields: (String, String)...) -> String {
      InitData.text(fields, botToken: token)
    }
    _ = try verify(good)
    _ = try verify(text(("user", user), date))
    for bad in [
      "", "hash=", "&", good + "&", good + "&x=1", good + "&auth_date=\(noon.seconds)",
      good + "&hash=00", good.replacing("auth_date", with: "auth%5Fdate2"),
      good.replacing("Ada", with: "Eve"), String(good.dropLast()), String(good.dropLast(2)),
      InitData.text(user: user, at: noon.seconds, botToken: "123456:others"),
      text(date), text(("user", user)), text(("user", user), ("auth_date", "now")),
      text(("user", user), ("auth_date", "-1")), text(("user", "{}"), date),
      text(("user", #"{"id":"1"}"#), date), text(("user", #"{"id":0}"#), date),
      text(("user", #"{"id":-5}"#), date), text(("user", #"{"id":1.5}"#), date),
      text(("user", #"{"id":1,"id":2}"#), date), text(("user", "[1]"), date),
      text(("user", #"{"id":1,"is_bot":true}"#), date),
      // One field that reads like two would be authenticated alike.
      text(("auth_date", "\(noon.seconds)\nuser=\(user)")),
      text(("user", user), date, ("a=b", "c")),
      text(("user", user), date, ("x", "\u{7F}")), "%zz=1&" + good, "a=%&" + good,
      "a=%C3&" + good, text(("user", user), date, ("x", String(repeating: "x", count: 20_000))),
    ] {
      #expect(throws: ProviderRefusal.invalidProof, "\(bad)") { try verify(bad) }
    }
  }
}
