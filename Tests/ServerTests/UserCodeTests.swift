import Crypto
import Foundation
import FoundationXML
import JSON
import Storage
import Testing

extension ServerTests {
  /// The codes by which users show who they are.
  @Suite struct UserCodeTests {
    @Test(
      "Of twenty who scan a code at once, at two servers, one meets its user",
      arguments: StorageSet.shared)
    func twoServers(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { first in
          try await deployment.serving { second in
            let ada = try Person.register("Ada", at: first)
            let bola = try Person.register("Bola", at: first)
            let made = try ada.client(of: first).get("/api/users/\(ada.id)/qr-data")
            let payload = try #require(made.string("payload"), "\(made.text)")
            let answers = try await concurrently(20) { number in
              try Self.redeem(payload, by: bola, at: number % 2 == 0 ? first : second)
            }
            #expect(answers.map(\.status).sorted() == [200] + Array(repeating: 409, count: 19))
            #expect(answers.filter { $0.code == "qr_redeemed" }.count == 19)
          }
        }
      }
    }

    @Test(
      "A code is over when its time has passed, and is nobody's with one octet changed",
      arguments: StorageSet.allCases)
    func expired(on set: StorageSet) async throws {
      try await Deployment.with(set) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let bola = try Person.register("Bola", at: server)
          let made = try ada.client(of: server).get("/api/users/\(ada.id)/qr-data")
          let payload = try #require(made.string("payload"))
          let mint = try CodeMint(payload, deployment)
          let now = Int64(Date().timeIntervalSince1970)
          // Otherwise it might be refused for the forger's clumsiness.
          let twin = try Self.redeem(mint.code(until: now + 60, nonce: 1), by: bola, at: server)
          #expect(twin.status == 200 && twin.string("id") == ada.id, "\(twin.text)")
          let late = try Self.redeem(mint.code(until: now - 1, nonce: 2), by: bola, at: server)
          #expect(late.status == 409 && late.code == "qr_expired", "\(late.text)")
          for place in [0, 20, 39, 45, 60, 115] {
            let forged = try Self.redeem(mint.code(changing: place), by: bola, at: server)
            #expect(forged.status == 422 && forged.code == "invalid_qr", "\(place)")
          }
          // All that did not spend it.
          #expect(try Self.redeem(payload, by: bola, at: server).status == 200)
        }
      }
    }

    @Test("The picture is well-formed XML, and differs with every code")
    func picture() async throws {
      try await Deployment.with(.sqlite) { deployment in
        try await deployment.serving { server in
          let ada = try Person.register("Ada", at: server)
          let pictures = try (0..<2).map { _ in
            try ada.client(of: server).get("/api/users/\(ada.id)/qr-data?format=svg")
          }
          for picture in pictures {
            let elements = SVGElements()
            let parser = XMLParser(data: Data(picture.body))
            parser.delegate = elements
            #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
            #expect(elements.names.first == "svg")
            #expect(elements.names.contains("path") || elements.names.contains("rect"))
            #expect(!elements.names.contains("script"))
          }
          #expect(pictures[0].body != pictures[1].body)
        }
      }
    }

    private static func redeem(
      _ payload: String, by person: Person, at server: AtriumServer
    ) throws -> Answer {
      try person.client(of: server).post(
        "/api/users/qr/redeem", #"{"payload": "\#(payload)"}"#)
    }
  }
}

/// Makes codes as a server does, of another time.
private struct CodeMint {
  private let octets: [UInt8]
  private let key: Ed25519.PrivateKey

  init(_ payload: String, _ deployment: Deployment) throws {
    octets = try #require(Base64URL.decode(String(payload.dropFirst("atq1.".count))))
    key = try deployment.signingKey()
  }

  /// The same user's code with another end and number.
  func code(until seconds: Int64, nonce: UInt8) -> String {
    let body =
      octets[..<16] + [UInt8](repeating: nonce, count: 16)
      + withUnsafeBytes(of: seconds.bigEndian) { Array($0) } + octets[40..<52]
    let signature = key.sign(Array("atrium user code 1\0".utf8) + body)
    return "atq1." + Base64URL.encode(body + signature)
  }

  /// The code with one octet changed.
  func code(changing place: Int) -> String {
    var changed = octets
    changed[place] ^= 1
    return "atq1." + Base64URL.encode(changed)
  }
}

/// The names of the elements of a document.
private final class SVGElements: NSObject, XMLParserDelegate {
  private(set) var names: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    names.append(name)
  }
}
