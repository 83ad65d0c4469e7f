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
        var running = Running()
        running.append(contents)
        self = running.checksum
    }

    /// Of bytes that come one after the other.
    struct Running {
        private var size: Int64 = 0
        private var hash = SHA256()

        mutating func append(_ bytes: ByteBuffer) {
            size += Int64(bytes.readableBytes)
            unsafe bytes.withUnsafeReadableBytes { unsafe hash.update(bufferPointer: $0) }
        }

        /// Of all so far.
        var checksum: Checksum { Checksum(size: size, hash.finalize()) }
    }

    private init(size: Int64, _ digest: SHA256.Digest) {
        self.size = size
        sha256 = Self.text(digest)
    }

    private static let blockSize = 256 << 10

    private static func text(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
