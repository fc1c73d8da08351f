import Kernel
import Testing

@testable import Realtime

@Suite struct SocketSeatTests {
  private let ada = UserID(rawValue: 1)
  private let bola = UserID(rawValue: 2)

  @Test("There are so many seats, and one that nobody holds is free again")
  func total() {
    let seats = SocketSeats(total: 2, perUser: 2)
    var held = [seats.take(), seats.take()]
    #expect(held.allSatisfy { $0 != nil })
    #expect(seats.take() == nil)
    held.removeLast()
    #expect(seats.count == 1)
    #expect(seats.take() != nil)
    held = []
    #expect(seats.count == 0)
  }

  @Test("A user has so many of them, whatever others have")
  func perUser() {
    let seats = SocketSeats(total: 10, perUser: 2)
    var held = (0..<5).compactMap { _ in seats.take() }
    #expect(held[0].assign(to: ada))
    // Once is enough.
    #expect(held[0].assign(to: ada))
    #expect(!held[0].assign(to: bola))
    #expect(held[1].assign(to: ada))
    #expect(!held[2].assign(to: ada))
    #expect(held[3].assign(to: bola))
    held.removeFirst()
    #expect(held[1].assign(to: ada))
    held = []
    #expect(seats.count == 0)
  }
}
