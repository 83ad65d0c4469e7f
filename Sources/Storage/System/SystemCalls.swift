// SPDX-License-Identifier: Apache-2.0

/// The calls that the store makes of the system: the kernel's, or in tests those of one that fails or forgets.
///
/// Each does what its namesake of POSIX does, and throws its errno.
package protocol SystemCalls: Sendable {
    func open(_ path: String, _ flags: CInt, mode: UInt32) throws(SystemError) -> CInt
    func close(_ file: CInt)
    func write(_ file: CInt, _ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int
    func pwrite(_ file: CInt, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) -> Int
    func pread(_ file: CInt, into bytes: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError) -> Int
    /// Copies bytes of one file to the position of another.
    func sendfile(
        to target: CInt, from source: CInt, at offset: Int64, count: Int
    ) throws(SystemError) -> Int
    /// Moves the position to the end, and tells where that is.
    func seekToEnd(_ file: CInt) throws(SystemError) -> Int64
    func ftruncate(_ file: CInt, length: Int64) throws(SystemError)
    func fdatasync(_ file: CInt) throws(SystemError)
    func fsync(_ file: CInt) throws(SystemError)
    /// Makes durable whatever was written to the file system of a file; it tells of each failure since the file was
    /// opened or this was called last, once (Linux 5.8).
    func syncfs(_ file: CInt) throws(SystemError)
    func mkdir(_ path: String, mode: UInt32) throws(SystemError)
    func rmdir(_ path: String) throws(SystemError)
    func rename(_ path: String, to target: String) throws(SystemError)
    func unlink(_ path: String) throws(SystemError)
    /// The names in a folder but `.` and `..`, in no order.
    func names(inFolder path: String) throws(SystemError) -> [String]
    /// Bytes that may be written to the file system of a path, and how many it has in all.
    func space(at path: String) throws(SystemError) -> Space
}

/// How a system call failed.
package struct SystemError: Error, Hashable, Sendable {
    /// errno.
    package var number: CInt

    package init(_ number: CInt) {
        self.number = number
    }
}

/// What a file system has room for.
package struct Space: Hashable, Sendable {
    /// Bytes.
    package var free: Int64
    package var total: Int64

    package init(free: Int64, total: Int64) {
        self.free = free
        self.total = total
    }
}
