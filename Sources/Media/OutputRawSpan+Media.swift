// SPDX-License-Identifier: Apache-2.0

extension OutputRawSpan {
    /// Adds bytes, for which there must be room: what the standard library has no safe call for yet.
    @inlinable
    package mutating func append(_ bytes: RawSpan) {
        precondition(bytes.byteCount <= freeCapacity)
        unsafe withUnsafeMutableBytes { target, count in
            unsafe bytes.withUnsafeBytes { source in
                unsafe UnsafeMutableRawBufferPointer(rebasing: target[count...]).copyMemory(from: source)
            }
            count += bytes.byteCount
        }
    }

    /// Adds a byte several times.
    @inlinable
    package mutating func append(repeating byte: UInt8, count: Int) {
        unsafe append(repeating: byte, count: count, as: UInt8.self)
    }

    /// Adds an integer in big-endian order.
    @inlinable
    package mutating func append<Integer: FixedWidthInteger & BitwiseCopyable>(bigEndian value: Integer) {
        precondition(MemoryLayout<Integer>.size <= freeCapacity)
        unsafe withUnsafeMutableBytes { target, count in
            unsafe target.storeBytes(of: value.bigEndian, toByteOffset: count, as: Integer.self)
            count += MemoryLayout<Integer>.size
        }
    }
}
