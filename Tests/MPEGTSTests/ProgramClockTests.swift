// SPDX-License-Identifier: Apache-2.0

import MPEGTS
import Testing

@Suite("Program clock")
struct ProgramClockTests {
    @Test("runs behind the decode time")
    func lead() {
        var clock = ProgramClock()
        #expect(clock.filler(before: 900_000) == nil)
        #expect(clock.reference(at: 900_000, isRequired: false) == .due(900_000 - ProgramClock.lead))
        #expect(clock.reference(at: 903_600, isRequired: false) == .due(903_600 - ProgramClock.lead))
    }

    @Test("fills a pause with references")
    func pause() {
        var clock = ProgramClock()
        _ = clock.reference(at: ProgramClock.lead, isRequired: true)
        let fillers = Array(sequence(state: clock) { $0.filler(before: ProgramClock.lead + 20_000) })
        #expect(fillers == [8_100, 16_200])
    }

    @Test("isn't turned back")
    func back() {
        var clock = ProgramClock()
        _ = clock.reference(at: 900_000, isRequired: true)
        #expect(clock.reference(at: 900_000, isRequired: false) == .none)
        #expect(clock.reference(at: 810_000, isRequired: false) == .none)
        #expect(clock.reference(at: 810_000, isRequired: true) == .due(900_001 - ProgramClock.lead))
    }

    @Test("says when it jumps, and fills nothing", arguments: [-900_001, 900_001])
    func jump(distance: Int64) {
        var clock = ProgramClock()
        _ = clock.reference(at: 5_000_000, isRequired: true)
        let time = 5_000_000 + distance
        #expect(clock.filler(before: time) == nil)
        #expect(clock.reference(at: time, isRequired: false) == .discontinuous(time - ProgramClock.lead))
    }
}
