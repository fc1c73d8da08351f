import Kernel
import Testing

@Suite("Bounded tables")
struct BoundedTableTests {
  private func read(_ key: Int, in table: inout BoundedTable<Int, Int>) -> Int? {
    table.value(of: key)
  }

  @Test("A table holds as many entries as it may, and each is found")
  func full() {
    var table = BoundedTable<Int, Int>(capacity: 1_000)
    var evictions = 0
    for number in 0..<1_000 { evictions += table.set(-number, of: number) ? 1 : 0 }
    #expect(evictions == 0)
    #expect(table.count == 1_000)
    for number in 0..<1_000 { #expect(read(number, in: &table) == -number) }
    #expect(read(1_000, in: &table) == nil)
  }

  @Test("Of a full table one entry gives way, and it is one that was not read of late")
  func givesWay() {
    var table = BoundedTable<Int, Int>(capacity: 8)
    for number in 0..<8 { table.set(number, of: number) }
    for number in 0..<8 where number != 3 { #expect(read(number, in: &table) == number) }
    let hasGiven = table.set(8, of: 8)
    #expect(hasGiven)
    #expect(table.count == 8)
    #expect(read(3, in: &table) == nil)
    for number in [0, 1, 2, 4, 5, 6, 7, 8] { #expect(read(number, in: &table) == number) }
  }

  @Test("What is read again and again stays, however many come and go; what came first goes first")
  func stays() {
    var table = BoundedTable<Int, Int>(capacity: 8)
    table.set(0, of: 0)
    for number in 1..<200 {
      table.set(number, of: number)
      #expect(read(0, in: &table) == 0)
      #expect(table.count <= 8)
      if number > 8 { #expect(read(number - 7, in: &table) == nil || number - 7 == 0) }
    }
  }

  @Test("Entries that are over leave as others come, and are not counted as given up")
  func over() {
    var table = BoundedTable<Int, Int>(capacity: 100)
    for number in 0..<100 { table.set(number, of: number) }
    var evictions = 0
    for number in 100..<200 {
      evictions += table.set(number, of: number, removing: { $0 < 100 }) ? 1 : 0
    }
    #expect(evictions == 0)
    #expect(table.count == 100)
    for number in 0..<100 { #expect(read(number, in: &table) == nil) }
    for number in 100..<200 { #expect(read(number, in: &table) == number) }
  }

  @Test("It agrees with a dictionary whatever is set, read and removed")
  func agrees() {
    var table = BoundedTable<Int, Int>(capacity: 64)
    var dictionary: [Int: Int] = [:]
    var generator = SystemRandomNumberGenerator()
    for step in 0..<20_000 {
      let key = Int.random(in: 0..<64, using: &generator)
      switch Int.random(in: 0..<3, using: &generator) {
      case 0:
        table.set(step, of: key)
        dictionary[key] = step
      case 1:
        table.remove(key)
        dictionary[key] = nil
      default: #expect(read(key, in: &table) == dictionary[key])
      }
      #expect(table.count == dictionary.count)
    }
  }

  @Test("A shared table counts what it finds, and holds nearly all that it is meant for")
  func shared() {
    let table = SharedTable<Int, Int>(capacity: 32_768)
    for number in 0..<30_000 { table.set(number, of: number) }
    let found = (0..<30_000).count { table.value(of: $0) == $0 }
    // Shards fill by chance; of the few that are over their part, some entries are lost.
    #expect(found > 29_800)
    let figures = table.figures
    #expect(figures.count == 30_000 - figures.evictions)
    #expect(figures.hits == found)
    #expect(figures.misses == 30_000 - found)
    for number in 30_000..<200_000 { table.set(number, of: number) }
    #expect(table.figures.count == 32_768)
  }

  @Test("Many threads at once find what they set")
  func threads() async {
    let table = SharedTable<Int, Int>(capacity: 100_000)
    let wrong = await withTaskGroup(of: Int.self) { group in
      for first in 0..<8 {
        group.addTask {
          for number in stride(from: first, to: 40_000, by: 8) { table.set(number, of: number) }
          return stride(from: first, to: 40_000, by: 8).count { table.value(of: $0) != $0 }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(wrong == 0)
    #expect(table.figures.count == 40_000)
  }
}
