// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Logging
import Media
import RecordingModel

// What recordings report: it is kept and told, in the order in which it comes.
extension RecorderService {
    func received(_ report: RecorderReport, of id: RecordingID) async {
        guard let running = running[id] else { return }
        let recording = running.recording
        switch report {
        case .began(let time):
            let late = Duration.microseconds(time.microseconds - recording.start.microseconds)
            logger.info("recording began", metadata: metadata(recording, ["recording.late": "\(late)"]))
            let span = recording.span(ended: nil)
            _ = await facts.write(announcing: []) { try await $0.note(span, announcing: $1) }
        case .firstWritten(let time):
            self.running[id]?.isWritten = true
            await tell(.started, of: recording, at: time)
        case .stored(let files):
            upload(files, of: recording)
        case .finished(let file, let stored, let time):
            self.file(file, stored, of: recording, at: time)
        case .noticed(let notice, let time):
            await received(notice, of: recording, at: time)
        case .suspended(let state):
            await suspend(running, state)
        case .ended(let fault):
            metrics.running.decrement()
            if let fault {
                metrics.failed(id.format)
                logger.error("recording failed", metadata: metadata(recording, ["error": "\(fault)"]))
            } else {
                logger.info("recording ended", metadata: metadata(recording))
            }
            self.running[id] = nil
            if case .storage = fault { interrupt(recording, isOver: running.isOver) }
            close(running, fault: fault)
            wakeSettleWaiters(id)
            wakeIdleWaiters()
        }
    }

    private func received(_ notice: RecordingNotice, of recording: Recording, at time: WallTime) async {
        logger.warning("recording", metadata: metadata(recording, ["notice": "\(notice)"]))
        let announcements = announcements(of: notice, of: recording, at: time)
        if case .gap(let gap) = notice {
            await note(gap, of: recording, announcing: announcements)
        } else if !announcements.isEmpty {
            _ = await facts.write(announcing: announcements) { try await $0.announce($1) }
        }
    }

    private func announcements(
        of notice: RecordingNotice, of recording: Recording, at time: WallTime
    ) -> [Announcement] {
        guard let exception = notice.exception,
            let count = running[recording.id]?.exceptions.note(
                exception.kind, times: notice.count, detail: exception.detail, at: time)
        else { return [] }
        return announcer.announcements(
            of: event(exception.kind, occurrences: count, detail: exception.detail, of: recording, at: time))
    }
}
