// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Two files as if the second went on where the first ends: an EXT-X-MAP and its segment.
struct JoinedSource: ByteSource {
    private let first: any ByteSource
    private let second: any ByteSource

    init(_ first: any ByteSource, _ second: any ByteSource) {
        (self.first, self.second) = (first, second)
    }

    var byteCount: Int64 { first.byteCount + second.byteCount }

    func read(at offset: Int64, count: Int) -> ByteBuffer? {
        guard offset < first.byteCount else { return second.read(at: offset - first.byteCount, count: count) }
        let before = Int(min(Int64(count), first.byteCount - offset))
        guard before < count else { return first.read(at: offset, count: count) }
        guard var bytes = first.read(at: offset, count: before), var rest = second.read(at: 0, count: count - before)
        else { return nil }
        bytes.writeBuffer(&rest)
        return bytes
    }
}
