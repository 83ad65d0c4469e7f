// SPDX-License-Identifier: Apache-2.0

import Inspection
import Media
import NIOCore
import Synchronization

/// Bytes in memory that count how often they are read, and how many of them.
final class MeasuredSource: ByteSource, Sendable {
    private let bytes: ByteBuffer
    private let work = Mutex((reads: 0, bytes: 0))

    init(_ bytes: ByteBuffer) {
        self.bytes = bytes
    }

    var byteCount: Int64 { Int64(bytes.readableBytes) }

    func read(at offset: Int64, count: Int) -> ByteBuffer? {
        work.withLock { $0 = ($0.reads + 1, $0.bytes + count) }
        return bytes.read(at: offset, count: count)
    }

    /// Throws when the bytes were read far more often than there are such.
    func check(times: Int = 1) throws {
        let work = work.withLock { $0 }
        let count = bytes.readableBytes
        try FuzzFinding.require(work.reads <= times * (16 * count + 64), "\(work.reads) reads of \(count) bytes")
        try FuzzFinding.require(
            work.bytes <= times * (count + 64) * (count + 64), "reads \(work.bytes) bytes of \(count)")
    }
}

/// A folder of such files.
struct MeasuredFolder: FileSource {
    private let files: [String: MeasuredSource]
    let byteCount: Int

    init(_ files: [String: [UInt8]]) {
        self.files = files.mapValues { MeasuredSource(ByteBuffer(bytes: $0)) }
        byteCount = files.values.reduce(0) { $0 + $1.count }
    }

    func open(_ name: String) -> (any ByteSource)? { files[name] }

    /// A playlist may name a file as often as it has lines.
    func check() throws {
        for file in files.values { try file.check(times: 1 + byteCount / 16) }
    }
}
