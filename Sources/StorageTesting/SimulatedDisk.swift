// SPDX-License-Identifier: Apache-2.0

import Glibc
package import RecordingTesting
package import Storage
import Synchronization

/// A disk in memory that loses what was not synced when its power is cut.
///
/// It promises no more than POSIX does: of the pages of a file that were written since its last fdatasync, each may
/// have got to the disk or not, in any order; so may its length; and so may each change of a folder since that
/// folder's last fsync, until a syncfs. A rename within a folder is there whole or not at all.
package final class SimulatedDisk: SystemCalls {
    private let state: Mutex<SimulatedFiles>

    /// An empty disk with a root folder.
    package init() {
        state = Mutex(SimulatedFiles())
    }

    private init(_ files: SimulatedFiles) {
        state = Mutex(files)
    }

    /// What a cut of the power leaves, chosen by a generator.
    package func afterPowerCut(_ generator: inout SeededGenerator) -> SimulatedDisk {
        var files = state.withLock { $0 }
        files.cutPower(&generator)
        return SimulatedDisk(files)
    }

    /// What the death of the process leaves: all that was written.
    package func afterKill() -> SimulatedDisk {
        var files = state.withLock { $0 }
        files.closeAll()
        return SimulatedDisk(files)
    }

    /// The paths and contents of all files.
    package var files: [String: [UInt8]] { state.withLock { $0.allFiles() } }

    package func open(_ path: String, _ flags: CInt, mode: UInt32) throws(SystemError) -> CInt {
        try with { (files) throws(SystemError) in try files.open(path, flags) }
    }

    package func close(_ file: CInt) {
        state.withLock { $0.close(file) }
    }

    package func write(_ file: CInt, _ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        let bytes = unsafe Array(bytes)
        return try with { (files) throws(SystemError) in try files.append(bytes, to: file) }
    }

    package func pwrite(_ file: CInt, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
        let bytes = unsafe Array(bytes)
        return try with { (files) throws(SystemError) in try files.write(bytes, to: file, at: Int(offset)) }
    }

    package func pread(_ file: CInt, into bytes: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError)
        -> Int
    {
        let count = bytes.count
        let found = try with { (files) throws(SystemError) in try files.read(count, from: file, at: Int(offset)) }
        unsafe bytes.copyBytes(from: found)
        return found.count
    }

    package func sendfile(to target: CInt, from source: CInt, at offset: Int64, count: Int) throws(SystemError) -> Int {
        try with { (files) throws(SystemError) in
            try files.append(files.read(count, from: source, at: Int(offset)), to: target)
        }
    }

    package func seekToEnd(_ file: CInt) throws(SystemError) -> Int64 {
        try with { (files) throws(SystemError) in Int64(try files.seekToEnd(file)) }
    }

    package func ftruncate(_ file: CInt, length: Int64) throws(SystemError) {
        try with { (files) throws(SystemError) in try files.cut(file, to: Int(length)) }
    }

    package func fdatasync(_ file: CInt) throws(SystemError) {
        try with { (files) throws(SystemError) in try files.synchronize(file) }
    }

    package func fsync(_ file: CInt) throws(SystemError) {
        try with { (files) throws(SystemError) in try files.synchronize(file) }
    }

    package func syncfs(_ file: CInt) throws(SystemError) { state.withLock { $0.synchronizeAll() } }

    package func mkdir(_ path: String, mode: UInt32) throws(SystemError) {
        try with { (files) throws(SystemError) in try files.makeFolder(path) }
    }

    package func rmdir(_ path: String) throws(SystemError) {
        try with { (files) throws(SystemError) in try files.removeFolder(path) }
    }

    package func rename(_ path: String, to target: String) throws(SystemError) {
        try with { (files) throws(SystemError) in try files.rename(path, to: target) }
    }

    package func unlink(_ path: String) throws(SystemError) {
        try with { (files) throws(SystemError) in try files.unlink(path) }
    }

    package func names(inFolder path: String) throws(SystemError) -> [String] {
        try with { (files) throws(SystemError) in try files.names(inFolder: path) }
    }

    package func space(at path: String) throws(SystemError) -> Space { Space(free: 1 << 40, total: 1 << 40) }

    private func with<Value>(
        _ work: (inout SimulatedFiles) throws(SystemError) -> sending Value
    ) throws(SystemError) -> Value where Value: Sendable {
        let result: Result<Value, SystemError> = state.withLock { files in
            do throws(SystemError) { return .success(try work(&files)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
