import Storage
import Testing

@Suite("A full disk")
struct FullDiskTests {
  @Test("It is remembered for some seconds, and nothing else is")
  func remembers() throws {
    let disk = FullDisk()
    try disk.check()
    _ = disk.noting(StorageUnavailable.busy)
    try disk.check()
    let full = StorageUnavailable.diskFull("no room")
    #expect(disk.noting(full) as? StorageUnavailable == full)
    #expect(throws: full) { try disk.check() }
  }
}
