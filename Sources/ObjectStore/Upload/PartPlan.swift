// SPDX-License-Identifier: Apache-2.0

/// How a file is cut into parts.
struct PartPlan: Hashable {
    /// Bytes of each part but the last.
    let partSize: Int64
    private let size: Int64

    /// The most parts that an object may have (Amazon S3 User Guide, "multipart upload limits"); each but the last
    /// has 5 MiB at least.
    static let mostParts: Int64 = 10_000
    private static let mebibyte: Int64 = 1 << 20

    /// Parts of `partSize`, or of the whole mebibytes that keep their number within the limit.
    init(size: Int64, partSize: Int64) {
        self.size = size
        let least = (size + Self.mostParts - 1) / Self.mostParts
        self.partSize = least <= partSize ? partSize : (least + Self.mebibyte - 1) / Self.mebibyte * Self.mebibyte
    }

    /// Where each part lies; its number is its index and one.
    var ranges: [Range<Int64>] {
        stride(from: 0, to: size, by: Int(partSize)).map { $0..<min($0 + partSize, size) }
    }
}
