// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The system's clocks, without what a clock of the standard library costs per packet.
enum Instant {
    /// Nanoseconds of the monotonic clock.
    static func now() -> UInt64 { nanoseconds(of: CLOCK_MONOTONIC) }

    /// Microseconds since 1970.
    static func microsecondsSince1970() -> UInt64 { nanoseconds(of: CLOCK_REALTIME) / 1_000 }

    /// Nanoseconds of processor time that this process has taken.
    static func processorTime() -> UInt64 { nanoseconds(of: CLOCK_PROCESS_CPUTIME_ID) }

    private static func nanoseconds(of clock: clockid_t) -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
