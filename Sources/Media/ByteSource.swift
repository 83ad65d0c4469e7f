// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// Bytes that can be read anywhere, as those of a file.
package protocol ByteSource {
    /// How many there are.
    var byteCount: Int64 { get }

    /// Reads `count` bytes from `offset` on, all of them within `byteCount`; nil when they can't be read.
    func read(at offset: Int64, count: Int) -> ByteBuffer?
}

extension ByteBuffer: ByteSource {
    package var byteCount: Int64 { Int64(self.readableBytes) }

    package func read(at offset: Int64, count: Int) -> ByteBuffer? {
        self.getSlice(at: self.readerIndex + Int(offset), length: count)
    }
}
