import Kernel
import KernelTesting
import Testing

@Suite("Refusals and principals")
struct RefusalTests {
  @Test("A validator tells every bad field, in order, and nothing when all is well")
  func validator() throws {
    var validator = Validator()
    validator.check(true, "name", "missing", "A name is needed.")
    try validator.finish()
    validator.check(false, "amount", "not_positive", "More than nothing.")
    validator.add(FieldError(field: "note", code: "too_long", message: "Shorter."))
    let errors = try #require(throws: ValidationErrors.self) { try validator.finish() }
    #expect(errors.errors.map(\.field) == ["amount", "note"])
    #expect(Problem(errors).kind == .validation && Problem(errors).fields == errors.errors)
  }

  @Test("No role implies another")
  func roles() {
    let principal = Principal(
      userID: SeededIDs().make(), sessionID: SeededIDs(seed: 2).make(),
      roles: [.admin, Role("fleet:driver")])
    #expect(principal.has(.admin) && principal.has(Role(rawValue: "fleet:driver")))
    #expect(!principal.has(.user) && !principal.has(.support))
  }

  @Test("A clock that stands moves only when told")
  func clock() {
    let clock = FixedClock(Instant(milliseconds: 5))
    #expect(clock.now() == clock.now())
    clock.advance(seconds: 2)
    clock.advance(milliseconds: -1)
    #expect(clock.now().milliseconds == 2004)
    clock.set(Instant(milliseconds: 1))
    #expect(clock.now().milliseconds == 1)
    #expect(SystemClock().now() > Instant("2026-01-01T00:00:00Z") ?? Instant(milliseconds: .max))
  }
}
