// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import Testing

@testable import Ingest

@Suite("Arrival clock")
struct ArrivalClockTests {
    private static let begin = WallTime.seconds(1_767_225_600)

    private func wall(_ milliseconds: Int64) -> WallTime { Self.begin.advanced(by: .milliseconds(milliseconds)) }

    /// Reads packets, made and arrived at the same milliseconds, each 250 ms, and tells how late each is said to be.
    private func lateness(
        of packets: [(timestamp: Int64, arrival: Int64)], readFrom first: Int64 = 250, until last: Int64
    ) -> [Int64] {
        var clock = ArrivalClock()
        var rest = packets[...]
        var lateness: [Int64] = []
        for time in stride(from: first, through: last, by: 250) {
            clock.read(at: wall(time))
            while let packet = rest.first, packet.arrival <= time {
                rest.removeFirst()
                let arrival = clock.arrival(of: .milliseconds(packet.timestamp))
                lateness.append((arrival.microseconds - wall(packet.arrival).microseconds) / 1_000)
            }
        }
        return lateness
    }

    @Test("tells packets of one read apart by their timestamps")
    func steady() {
        // 29 ms: not a divisor of 250, so that sooner or later one comes just before a read.
        let lateness = lateness(of: (0..<400).map { (Int64($0) * 29, Int64($0) * 29) }, until: 11_750)
        #expect(lateness.count == 400)
        #expect(lateness.allSatisfy { $0 >= 0 && $0 <= 250 })
        #expect(lateness.dropFirst(40).allSatisfy { $0 <= 15 }, "\(lateness.dropFirst(40).max() ?? 0)")
    }

    @Test(
        "follows a publisher whose clock runs slow, and one that jumps",
        arguments: [-3_600_000, -5_000, 5_000, 3_600_000])
    func drift(jump: Int64) {
        let packets = (0..<2_000).map { index -> (Int64, Int64) in
            let arrival = Int64(index) * 29
            // 0.1 % slow.
            return (10_000_000 + arrival - arrival / 1_000 + (index >= 1_000 ? jump : 0), arrival)
        }
        let lateness = lateness(of: packets, until: 58_000)
        #expect(lateness.allSatisfy { $0 >= -250 && $0 <= 250 })
        for part in [lateness[40..<1_000], lateness[1_060...]] {
            #expect(part.allSatisfy { $0 >= -20 && $0 <= 40 }, "\(part.min() ?? 0) \(part.max() ?? 0)")
        }
    }

    @Test("never places a packet before the read before its own, nor before the packet before it")
    func bounds() {
        var clock = ArrivalClock()
        clock.read(at: wall(0))
        #expect(clock.arrival(of: .milliseconds(1_000)) == wall(0))
        clock.read(at: wall(250))
        // It waited somewhere on the way.
        #expect(clock.arrival(of: .milliseconds(900)) == wall(0))
        #expect(clock.arrival(of: .milliseconds(1_100)) >= wall(100))
        #expect(clock.arrival(of: .milliseconds(1_050)) >= wall(100))
        clock.read(at: wall(500))
        #expect(clock.arrival(of: .milliseconds(1_150)) == wall(250))
    }

    @Test("begins anew when the server's clock is set back")
    func setBack() {
        var clock = ArrivalClock()
        clock.read(at: wall(3_600_000))
        _ = clock.arrival(of: .milliseconds(0))
        clock.read(at: wall(0))
        #expect(clock.arrival(of: .milliseconds(250)) == wall(0))
    }
}
