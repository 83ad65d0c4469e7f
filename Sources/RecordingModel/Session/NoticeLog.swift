// SPDX-License-Identifier: Apache-2.0

import Media

/// The notices of a recording on their way to its owner.
///
/// A publisher whose clock jumps with each packet would fill the memory: after `limit` notices the gaps are
/// counted in one last gap, which is told at the end, and the rest is not told at all.
struct NoticeLog: Sendable {
    private(set) var notices: [RecordingNotice] = []
    private var count = 0
    private var more: Gap?

    static let limit = 1_000

    mutating func note(_ notice: RecordingNotice) {
        count += 1
        if count <= Self.limit { return notices.append(notice) }
        guard case .gap(let gap) = notice else { return }
        var rest = more ?? Gap(.more, begun: gap.begun, ended: gap.ended, position: gap.position)
        rest.ended = max(rest.ended, gap.ended)
        rest.packets += gap.packets
        more = rest
    }

    /// Tells what was counted together.
    mutating func close() {
        guard let more else { return }
        notices.append(.gap(more))
        self.more = nil
    }

    mutating func take() -> [RecordingNotice] {
        defer { notices = [] }
        return notices
    }
}
