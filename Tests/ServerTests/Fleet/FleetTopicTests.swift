import Foundation
import JSON
import Testing

extension ServerTests {
  /// What happens in companies, as it reaches those who follow them.
  @Suite struct FleetTopicTests {
    /// A company that somebody signs up with.
    private static func company(
      _ name: String, _ role: String, at server: AtriumServer
    ) throws -> (owner: Person, id: String) {
      let profile = """
        {"role": "\(role)", "company_name": "\(name)", "address": "1 Rue Didouche",
         "phone_number": "+213 21"}
        """
      let owner = try #require(
        Person(
          email: "\(name)@example.com",
          try FleetMemberTests.register(name, profile, at: server)))
      let list = try owner.client(of: server).get("/api/fleet/companies").json?["items"]
      return (owner, try #require(list.flatMap { Array($0.elements).first }?["id"]?.string))
    }

    @Test(
      "A company's topics are its members' alone, and no driver's", arguments: [StorageSet.sqlite])
    func strangers(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let one = try Self.company("one", "consumer_company", at: server)
          let bola = try Person.register("Bola", at: server)
          let socket = try Socket(server, "/api/ws", token: bola.accessToken)
          for id in [one.id, "nonsense", "01890a5d-ac96-774b-bcce-b302099a8057"] {
            for kind in ["fleet.company", "fleet.transaction"] {
              try socket.follow("\(kind):\(id)")
              #expect(try socket.topic(of: "error") == "\(kind):\(id)")
            }
          }
        }
      }
    }
  }
}

extension Socket {
  /// The topic of the next message of a type, events left out.
  fileprivate func topic(of type: String) throws -> String {
    while true {
      let message = try #require(try message())
      if message["type"]?.string == "event" { continue }
      #expect(message["type"]?.string == type)
      return try #require(message["topic"]?.string)
    }
  }
}
