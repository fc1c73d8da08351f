import Kernel
import Testing

@testable import Fitness

/// How products of ours follow the shop's variants.
@Suite struct ShopRowTests {
  private static func variant(
    stock: Int64? = 5, isActive: Bool = true, coins: String = "500", name: String = "Shirt"
  ) -> ListedVariant {
    ListedVariant(
      number: ShopNumber(20),
      content: ShopContent(
        product: ShopNumber(2), name: name, description: nil, imageURL: nil),
      category: "Gear", price: CoinPrice(wanted: coins, price: "1", perUnit: 1), stock: stock,
      isActive: isActive)
  }

  private static func row(
    isPublished: Bool = true, pinned: Bool = false, isDeleted: Bool = false,
    _ variant: ListedVariant = variant()
  ) -> ShopRow {
    let row = ShopRow(id: ShopRow.ID(rawValue: 1), of: variant, isPublished: isPublished)
    return ShopRow(
      id: row.id, variant: row.variant, content: row.content, category: row.category,
      coinPrice: pinned ? 77 : row.coinPrice, shopPrice: row.shopPrice, isPricePinned: pinned,
      stock: row.stock, oversold: row.oversold, isActive: row.isActive, status: row.status,
      isWithdrawn: row.isWithdrawn, isDeleted: isDeleted)
  }

  @Test("A variant that was never seen waits for somebody, unless such are published")
  func unknown() {
    let new = Self.row(isPublished: false)
    #expect(new.status == .new && !new.isActive)
    let published = Self.row()
    #expect(published.status == .synced && published.isActive)
    // Nobody but the shop puts it on sale.
    #expect(new.following(Self.variant(), unshipped: 0) == new)
  }

  @Test(
    "Stock is what the shop has less what our orders have not sent, never below nothing",
    arguments: [
      (5, 0, 5, 0), (5, 2, 3, 0), (5, 5, 0, 0), (5, 7, 0, 2), (-3, 0, 0, 3), (-3, 2, 0, 5),
      (nil, 9, nil, 0),
    ] as [(Int64?, Int64, Int64?, Int64)])
  func stock(shop: Int64?, unshipped: Int64, left: Int64?, oversold: Int64) {
    let row = Self.row().following(Self.variant(stock: shop), unshipped: unshipped)
    #expect(row.stock == left && row.oversold == oversold)
  }

  @Test("A price that somebody set stays; what the shop wants is known for when it is let go")
  func pinned() {
    let row = Self.row(pinned: true).following(Self.variant(coins: "900"), unshipped: 0)
    #expect(row.coinPrice == 77 && row.shopPrice == 900)
    #expect(Self.row().following(Self.variant(coins: "900"), unshipped: 0).coinPrice == 900)
  }

  @Test("What the shop stops selling is off sale, and on sale again when the shop sells it")
  func withdrawn() {
    let off = Self.row().following(Self.variant(isActive: false), unshipped: 0)
    #expect(!off.isActive && off.status == .synced)
    let still = off.following(Self.variant(isActive: false, name: "Jumper"), unshipped: 0)
    #expect(!still.isActive && still.content.name == "Jumper")
    #expect(still.following(Self.variant(), unshipped: 0).isActive)
  }

  @Test("What somebody of ours took off sale stays so")
  func byHand() {
    var row = Self.row()
    row.isActive = false
    let off = row.following(Self.variant(isActive: false), unshipped: 0)
    #expect(!off.following(Self.variant(), unshipped: 0).isActive)
  }

  @Test("What comes back is as it was before it was removed")
  func comesBack() {
    for isPublished in [true, false] {
      var row = Self.row(isPublished: isPublished)
      row.status = .removed
      row.isWithdrawn = row.isActive
      row.isActive = false
      let back = row.following(Self.variant(), unshipped: 0)
      #expect(back.status == (isPublished ? .synced : .new) && back.isActive == isPublished)
    }
  }

  @Test("What cannot be paid is not sold, whatever the shop says")
  func unfit() {
    let row = Self.row().following(Self.variant(coins: "10000001"), unshipped: 0)
    #expect(!row.isActive)
  }

  @Test("What somebody of ours deleted follows nothing")
  func deleted() {
    let row = Self.row(isDeleted: true)
    #expect(row.following(Self.variant(stock: 9, name: "Other"), unshipped: 1) == row)
  }

  @Test("To follow the same twice changes nothing")
  func same() {
    let row = Self.row().following(Self.variant(stock: 1, isActive: false), unshipped: 3)
    #expect(row.following(Self.variant(stock: 1, isActive: false), unshipped: 3) == row)
  }
}
