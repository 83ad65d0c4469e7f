// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// The bytes of a file at any place, however large it is.
package protocol ByteSource {
    /// Bytes of the whole file.
    var size: Int64 { get }

    /// Reads `count` bytes from `offset` on; fewer only where the file ends.
    func read(at offset: Int64, count: Int) throws(SourceError) -> ByteBuffer
}

/// The files that stand beside the one that is inspected, as segments beside their playlist.
package protocol FileSource {
    /// Opens a file by its name in the folder; nil when there is none.
    func open(_ name: String) throws(SourceError) -> (any ByteSource)?
}

/// A file that can't be read, and what the system says of it; nothing can be told of its contents.
package struct SourceError: Error, Hashable, Sendable {
    package var reason: String

    package init(reason: String) {
        self.reason = reason
    }
}

extension ByteBuffer: ByteSource {
    package var size: Int64 { Int64(readableBytes) }

    package func read(at offset: Int64, count: Int) -> ByteBuffer {
        let start = min(max(0, Int(offset)), readableBytes)
        return self.getSlice(at: self.readerIndex + start, length: min(count, readableBytes - start)) ?? ByteBuffer()
    }
}
