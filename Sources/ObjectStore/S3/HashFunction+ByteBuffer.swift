// SPDX-License-Identifier: Apache-2.0

import Crypto
import NIOCore

extension HashFunction {
    /// The digest of a buffer's readable bytes.
    static func digest(of buffer: ByteBuffer) -> Digest {
        var hash = Self()
        hash.update(buffer)
        return hash.finalize()
    }

    /// Takes a buffer's readable bytes.
    mutating func update(_ buffer: ByteBuffer) {
        unsafe buffer.withUnsafeReadableBytes { unsafe update(bufferPointer: $0) }
    }
}
