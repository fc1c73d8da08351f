import AuthWeb
import EventLoop
import Kernel
import Testing

@Suite struct Argon2HasherTests {
  @Test("A hash fits its password alone, and nothing fits where there is no hash")
  func verify() async throws {
    let pool = BlockingPool(threads: 1, queueLimit: 4)
    let hasher = Argon2Hasher(pool: pool, random: SystemRandomSource())
    let long = Array(String(repeating: "x", count: 1024).utf8)
    let hash = try await hasher.hash(long)
    #expect(hash.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    #expect(try await hasher.verify(long, against: hash))
    #expect(try await !hasher.verify(Array(long.dropLast()), against: hash))
    #expect(try await !hasher.verify(long, against: nil))
    #expect(!hasher.isOutdated(hash))
    #expect(hasher.isOutdated(hash.replacing("m=19456", with: "m=9216")))
    pool.shutdown()
  }
}
