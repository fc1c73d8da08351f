import ContextKit
import Ports
import Testing

/// In which order contexts are put together, and what is said where there is none.
@Suite struct ContextOrderTests {
  private struct Plain: Part {}
  private struct Other: Part {}
  private struct Reds: Part {
    static var provides: [any PortKey.Type] { [RedPort.self] }
  }
  private struct Needy: Part {
    static var needs: [any PortKey.Type] { [RedPort.self] }
  }
  private struct Curious: Part {
    static var uses: [any PortKey.Type] { [RedPort.self] }
  }
  private struct Rival: Part {
    static var provides: [any PortKey.Type] { [RedPort.self] }
  }
  private struct Hen: Part {
    static var needs: [any PortKey.Type] { [BluePort.self] }
    static var provides: [any PortKey.Type] { [GreenPort.self] }
  }
  private struct Egg: Part {
    static var uses: [any PortKey.Type] { [GreenPort.self] }
    static var provides: [any PortKey.Type] { [BluePort.self] }
  }
  private struct Chick: Part {
    static var needs: [any PortKey.Type] { [GreenPort.self] }
  }
  private struct Narcissus: Part {
    static var needs: [any PortKey.Type] { [BluePort.self] }
    static var provides: [any PortKey.Type] { [BluePort.self] }
  }

  private static let known: [any ContextPlugin.Type] = [
    Plain.self, Other.self, Reds.self, Needy.self, Curious.self,
  ]

  private func order(
    _ contexts: [any ContextPlugin.Type], given: [any PortKey.Type] = []
  ) -> ContextOrder {
    ContextOrder(of: contexts, given: given, known: Self.known)
  }

  @Test("Contexts that need nothing of each other keep the order of the list")
  func list() throws {
    let order = order([Other.self, Reds.self, Plain.self])
    #expect(try order.get().map { $0.name } == ["other", "reds", "plain"])
  }

  @Test("A context comes after the one that provides what it needs or uses")
  func ports() throws {
    let order = order([Needy.self, Curious.self, Plain.self, Reds.self, Other.self])
    #expect(
      try order.get().map { $0.name } == ["plain", "reds", "needy", "curious", "other"])
  }

  @Test("What a context uses may be missing; what it needs is named, with whom to add")
  func missing() throws {
    #expect(try order([Curious.self]).get().map { $0.name } == ["curious"])
    let needy = order([Needy.self])
    #expect(
      needy.problems.map(\.description) == [
        #"needy needs Red, which no configured context provides; add "reds" to contexts"#
      ])
    #expect(throws: AssemblyError.self) { try needy.get() }
  }

  @Test("What no context provides is said to be nobody's")
  func nobodys() {
    #expect(
      order([Chick.self]).problems.map(\.description) == [
        "chick needs Green, which nothing provides"
      ])
  }

  @Test("The program's own ports need no context")
  func given() throws {
    #expect(try order([Needy.self], given: [RedPort.self]).get().map { $0.name } == ["needy"])
  }

  @Test("Two contexts that provide one port are both named")
  func twice() {
    #expect(
      order([Reds.self, Plain.self, Rival.self]).problems.map(\.description) == [
        "reds and rival both provide Red; one of them must go"
      ])
  }

  @Test("Contexts that wait for each other are named in a circle, without those that wait for them")
  func cycle() {
    #expect(
      order([Chick.self, Hen.self, Egg.self, Plain.self]).problems.map(\.description) == [
        "contexts wait for each other: hen needs Blue of egg, egg needs Green of hen"
      ])
  }

  @Test("A context cannot provide for itself what it needs")
  func itself() {
    #expect(
      order([Narcissus.self]).problems.map(\.description) == [
        "contexts wait for each other: narcissus needs Blue of narcissus"
      ])
  }

  @Test("Everything that is wrong is said at once")
  func all() {
    #expect(order([Chick.self, Needy.self, Narcissus.self]).problems.count == 3)
  }
}
