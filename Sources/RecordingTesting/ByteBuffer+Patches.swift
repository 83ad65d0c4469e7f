// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

extension ByteBuffer {
    /// Writes patches over the bytes, as the edge does to a file.
    package mutating func apply(_ patches: [Patch]) {
        for patch in patches {
            let index = self.readerIndex + Int(patch.offset)
            precondition(index + patch.bytes.readableBytes <= self.writerIndex, "a patch beyond the file")
            self.setBuffer(patch.bytes, at: index)
        }
    }
}
