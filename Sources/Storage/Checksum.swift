// SPDX-License-Identifier: Apache-2.0

import Crypto
import NIOCore
import RecordingModel

/// Size and SHA-256 of a complete file.
struct Checksum {
    private(set) var size: Int64 = 0
    let sha256: String

    /// Reads an open file from its beginning: what patches changed can't be hashed as it is written.
    init(of file: borrowing FileDescriptor) throws(StorageFault) {
        var hash = SHA256()
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.blockSize, alignment: 16)
        defer { unsafe block.deallocate() }
        while true {
            let count = try unsafe file.read(into: block, at: size)
            if count == 0 { break }
            unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: block[..<count]))
            size += Int64(count)
        }
        sha256 = Self.text(hash.finalize())
    }

    /// Of contents in memory.
    init(of contents: ByteBuffer) {
        size = Int64(contents.readableBytes)
        var hash = SHA256()
        unsafe contents.withUnsafeReadableBytes { unsafe hash.update(bufferPointer: $0) }
        sha256 = Self.text(hash.finalize())
    }

    private static let blockSize = 256 << 10

    private static func text(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
