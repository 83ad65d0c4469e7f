// SPDX-License-Identifier: Apache-2.0

import Glibc
package import Storage
import Synchronization

/// A system that remembers what it was asked for, and some of whose calls fail.
package final class WatchedCalls: SystemCalls {
    /// Tells by a call's number, from 1 on, and its name whether it fails and with which errno.
    package typealias Plan = @Sendable (_ number: Int, _ call: String) -> CInt?

    private struct State {
        var names: [String] = []
        var plan: Plan?
        var failed: String?
    }

    private let base: any SystemCalls
    private let state: Mutex<State>

    /// Passes calls on, but for those that a plan lets fail.
    package init(_ base: any SystemCalls = Kernel(), plan: Plan? = nil) {
        self.base = base
        state = Mutex(State(plan: plan))
    }

    /// The names of all calls that could fail, in their order.
    package var names: [String] { state.withLock { $0.names } }
    /// The number and name of the call that failed first.
    package var failed: String? { state.withLock { $0.failed } }

    /// Lets calls fail by another plan, or none.
    package func fail(by plan: Plan?) {
        state.withLock { $0.plan = plan }
    }

    private func pass(_ name: String) throws(SystemError) {
        let error: CInt? = state.withLock { state in
            state.names.append(name)
            guard let error = state.plan?(state.names.count, name) else { return nil }
            state.failed = state.failed ?? "\(state.names.count) \(name)"
            return error
        }
        if let error { throw SystemError(error) }
    }

    package func close(_ file: CInt) { base.close(file) }

    package func space(at path: String) throws(SystemError) -> Space { try base.space(at: path) }

    package func open(_ path: String, _ flags: CInt, mode: UInt32) throws(SystemError) -> CInt {
        try pass("open")
        return try base.open(path, flags, mode: mode)
    }

    package func write(_ file: CInt, _ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int {
        try pass("write")
        return try unsafe base.write(file, bytes)
    }

    package func pwrite(_ file: CInt, _ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
        try pass("pwrite")
        return try unsafe base.pwrite(file, bytes, at: offset)
    }

    package func pread(_ file: CInt, into bytes: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError)
        -> Int
    {
        try pass("pread")
        return try unsafe base.pread(file, into: bytes, at: offset)
    }

    package func sendfile(to target: CInt, from source: CInt, at offset: Int64, count: Int) throws(SystemError) -> Int {
        try pass("sendfile")
        return try base.sendfile(to: target, from: source, at: offset, count: count)
    }

    package func seekToEnd(_ file: CInt) throws(SystemError) -> Int64 {
        try pass("seekToEnd")
        return try base.seekToEnd(file)
    }

    package func ftruncate(_ file: CInt, length: Int64) throws(SystemError) {
        try pass("ftruncate")
        try base.ftruncate(file, length: length)
    }

    package func fdatasync(_ file: CInt) throws(SystemError) {
        try pass("fdatasync")
        try base.fdatasync(file)
    }

    package func fsync(_ file: CInt) throws(SystemError) {
        try pass("fsync")
        try base.fsync(file)
    }

    package func syncfs(_ file: CInt) throws(SystemError) {
        try pass("syncfs")
        try base.syncfs(file)
    }

    package func mkdir(_ path: String, mode: UInt32) throws(SystemError) {
        try pass("mkdir")
        try base.mkdir(path, mode: mode)
    }

    package func rmdir(_ path: String) throws(SystemError) {
        try pass("rmdir")
        try base.rmdir(path)
    }

    package func rename(_ path: String, to target: String) throws(SystemError) {
        try pass("rename")
        try base.rename(path, to: target)
    }

    package func unlink(_ path: String) throws(SystemError) {
        try pass("unlink")
        try base.unlink(path)
    }

    package func names(inFolder path: String) throws(SystemError) -> [String] {
        try pass("names")
        return try base.names(inFolder: path)
    }
}
