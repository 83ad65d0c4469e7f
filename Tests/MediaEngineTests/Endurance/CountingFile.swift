// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// What a recording's files come to: a store that counts bytes and keeps the little that tells whether they are right.
struct CountingStore {
    /// A file of which only the beginning, the end and its patches are kept.
    struct File: ByteSource {
        var name = ""
        var byteCount: Int64 = 0
        /// The first bytes, written over by patches.
        fileprivate(set) var head = ByteBuffer()
        /// What was appended last, and where.
        fileprivate(set) var last = (offset: Int64(0), bytes: ByteBuffer())

        private static let headLength = 65_536

        fileprivate mutating func append(_ bytes: ByteBuffer) {
            let missing = Self.headLength - head.readableBytes
            if missing > 0, let slice = bytes.getSlice(at: bytes.readerIndex, length: min(missing, bytes.readableBytes))
            {
                head.writeImmutableBuffer(slice)
            }
            last = (byteCount, bytes)
            byteCount += Int64(bytes.readableBytes)
        }

        fileprivate mutating func apply(_ patches: [Patch]) {
            for patch in patches where patch.offset < Int64(head.readableBytes) {
                head.setBuffer(patch.bytes, at: Int(patch.offset))
            }
        }

        func read(at offset: Int64, count: Int) -> ByteBuffer? {
            offset >= last.offset
                ? last.bytes.getSlice(at: last.bytes.readerIndex + Int(offset - last.offset), length: count)
                : head.getSlice(at: Int(offset), length: count)
        }
    }

    private(set) var sealed: [File] = []
    private var file: File?
    /// The last contents of a file that is written whole, the playlist.
    private(set) var replaced: ByteBuffer?
    private(set) var sealedByteCount: Int64 = 0
    /// How many sealed files are kept, from the first on.
    private static let limit = 8

    mutating func run(_ operations: [FileOperation]) {
        for operation in operations {
            switch operation {
            case .open: file = File()
            case .append(let bytes): file?.append(bytes)
            case .patch(let patches): file?.apply(patches)
            case .seal(let name, let patches):
                file?.apply(patches)
                file?.name = name
                sealedByteCount += file?.byteCount ?? 0
                if let file, sealed.count < Self.limit { sealed.append(file) }
                file = nil
            case .assemble, .adopt, .synchronize, .note, .journal, .remark: break
            case .replace(name: _, let contents): replaced = contents
            }
        }
    }
}
