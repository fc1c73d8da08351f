import Crypto
import Testing

@Suite("Argon2id")
struct Argon2idTests {
  @Test("Derivation agrees with RFC 9106, 5.3")
  func vector() throws {
    let tag = try Argon2id.derive(
      password: [UInt8](repeating: 1, count: 32), salt: [UInt8](repeating: 2, count: 16),
      secret: [UInt8](repeating: 3, count: 8), associatedData: [UInt8](repeating: 4, count: 12),
      parameters: Argon2id.Parameters(memoryKiB: 32, iterations: 3, parallelism: 4), count: 32)
    #expect(
      Hex.encode(tag) == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659")
  }

  @Test(
    "Hashes agree with the reference implementation's",
    arguments: [
      (
        256, 1,
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
      ),
      (
        256, 2,
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"
      ),
    ])
  func reference(memoryKiB: Int, parallelism: Int, phc: String) throws {
    let hash = try Argon2id.hash(
      password: Array("password".utf8), salt: Array("somesalt".utf8), memoryKiB: memoryKiB,
      iterations: 2, parallelism: parallelism)
    #expect(hash == phc)
    #expect(Argon2id.verify(password: Array("password".utf8), phc: phc))
    #expect(!Argon2id.verify(password: Array("passwore".utf8), phc: phc))
    #expect(!Argon2id.verify(password: [], phc: phc))
  }

  @Test("No octet of a password is ignored: neither after a NUL nor past the thousandth")
  func wholePassword() throws {
    let long = [UInt8](repeating: 0x61, count: 1023)
    let phc = try hash(long + [1])
    #expect(Argon2id.verify(password: long + [1], phc: phc))
    #expect(!Argon2id.verify(password: long + [2], phc: phc))
    #expect(!Argon2id.verify(password: [0x61, 0, 2], phc: try hash([0x61, 0, 1])))
    #expect(Argon2id.verify(password: [], phc: try hash([])))
  }

  @Test("The parameters of a stored hash can be told")
  func parameters() throws {
    let phc = try hash([1])
    #expect(
      Argon2id.parameters(of: phc)
        == Argon2id.Parameters(memoryKiB: 64, iterations: 1, parallelism: 1))
  }

  @Test(
    "What is not such a hash, or would eat the machine, verifies nothing",
    arguments: [
      "", "password",
      "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=256,t=2$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$t=2,m=256,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=0256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=999999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=256,t=99999999,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$",
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ=$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4=",
      "x$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
    ])
  func refusing(phc: String) {
    #expect(!Argon2id.verify(password: Array("password".utf8), phc: phc))
  }

  @Test("Parameters and salts that the algorithm does not allow throw")
  func failures() {
    #expect(throws: Argon2id.Failure.self) {
      try Argon2id.hash(password: [1], salt: [1, 2, 3], memoryKiB: 64, iterations: 1)
    }
    #expect(throws: Argon2id.Failure.self) {
      try Argon2id.hash(
        password: [1], salt: [UInt8](repeating: 1, count: 16), memoryKiB: 1, iterations: 1)
    }
    #expect(throws: Argon2id.Failure.self) {
      try Argon2id.hash(password: [1], salt: [UInt8](repeating: 1, count: 16), iterations: -1)
    }
  }

  private func hash(_ password: [UInt8]) throws -> String {
    try Argon2id.hash(
      password: password, salt: [UInt8](repeating: 9, count: 16), memoryKiB: 64, iterations: 1)
  }
}
