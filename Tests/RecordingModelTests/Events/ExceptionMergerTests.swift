// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import Testing

@Suite("ExceptionMerger")
struct ExceptionMergerTests {
    private var merger = ExceptionMerger()

    @Test("tells the first at once, and those of the next two minutes with the one after them")
    mutating func merges() {
        #expect(merger.note(.videoTimeJump, detail: "a", at: .seconds(0)) == 1)
        #expect(merger.note(.videoTimeJump, detail: "b", at: .seconds(1)) == nil)
        #expect(merger.note(.videoTimeJump, detail: "c", at: .seconds(119)) == nil)
        #expect(merger.note(.videoTimeJump, detail: "d", at: .seconds(120)) == 3)
        #expect(merger.note(.videoTimeJump, detail: "e", at: .seconds(121)) == nil)
    }

    @Test("keeps kinds apart")
    mutating func kinds() {
        #expect(merger.note(.videoTimeJump, detail: "", at: .seconds(0)) == 1)
        #expect(merger.note(.audioTimeJump, detail: "", at: .seconds(0)) == 1)
    }

    @Test("gives out at the end what has waited, with the latest words")
    mutating func flush() {
        #expect(merger.flush().isEmpty)
        _ = merger.note(.noAudio, detail: "a", at: .seconds(0))
        #expect(merger.flush().isEmpty)
        _ = merger.note(.noAudio, detail: "a", at: .seconds(0))
        _ = merger.note(.noAudio, detail: "b", at: .seconds(1))
        _ = merger.note(.noAudio, detail: "c", at: .seconds(2))
        let rest = merger.flush()
        #expect(rest.map(\.kind) == [.noAudio])
        #expect(rest.map(\.count) == [2])
        #expect(rest.map(\.detail) == ["c"])
    }

    @Test("takes a clock that was set back for a new beginning")
    mutating func clockStep() {
        _ = merger.note(.noAudio, detail: "", at: .seconds(10_000))
        #expect(merger.note(.noAudio, detail: "", at: .seconds(100)) == 1)
    }
}
