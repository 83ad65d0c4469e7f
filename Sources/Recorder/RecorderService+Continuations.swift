// SPDX-License-Identifier: Apache-2.0

import Logging
import Media
import RecordingModel

/// A recording that is being made.
struct Running: Sendable {
    /// Its end is brought forward when its order is stopped.
    var recording: Recording
    /// Whether something of it has been written.
    var isWritten = false
    var exceptions = ExceptionMerger()
    /// Whether its order ended it.
    var isOver = false
    /// Whether its order was stopped, so that no other push may go on with it.
    var isStopped = false

    init(_ recording: Recording) {
        self.recording = recording
    }
}

/// A recording that waits for its stream to come back.
struct Suspension: Sendable {
    let running: Running
    let state: SuspendedRecording
    /// Ends it when nobody comes.
    let alarm: Task<Void, Never>
}

// FlowContinueDuration: one HLS recording of several pushes (recording-api.md, section 9).
extension RecorderService {
    /// How long a new push waits for the recording of the one before to let go of its files.
    private static let patience = Duration.seconds(5)

    /// A recording's push is over: it waits for another, or for its time to run out.
    func suspend(_ running: Running, _ state: SuspendedRecording) async {
        let recording = running.recording
        let now = clock.now
        let limit = min(now.advanced(by: .seconds(recording.continueDuration)), recording.end)
        let wait = Duration.microseconds(max(0, limit.microseconds - now.microseconds))
        let continuation = recording.continuation
        suspended[continuation] = Suspension(
            running: running, state: state,
            alarm: Task {
                try? await timer.sleep(for: wait)
                guard !Task.isCancelled else { return }
                finishSuspended { $0 == continuation }
            })
        self.running[recording.id] = nil
        wakeSettleWaiters(recording.id)
        logger.info("recording waits for its stream", metadata: metadata(recording))
        await tell(.paused, of: recording, at: now)
        if isStopping || running.isStopped { finishSuspended { $0 == continuation } }
    }

    /// Goes on with a suspended recording; false when there is none.
    func resume(_ recording: Recording, on source: any LiveSource) async -> Bool {
        await settlePredecessor(of: recording)
        guard let suspension = suspended.removeValue(forKey: recording.continuation) else { return false }
        suspension.alarm.cancel()
        var resumed = suspension.running.recording
        resumed.id = recording.id
        var running = Running(resumed)
        running.isWritten = suspension.running.isWritten
        running.exceptions = suspension.running.exceptions
        self.running[resumed.id] = running
        logger.info("recording goes on", metadata: metadata(resumed))
        attach([Attachment(recording: resumed, source: source, makeSink: suspension.state.resume, isNew: false)])
        await tell(.resumed, of: resumed, at: clock.now)
        return true
    }

    /// Ends the recordings that wait for a stream, or those of them that match.
    func finishSuspended(where matches: (Recording.Continuation) -> Bool) {
        // In an order that another run of the same events repeats.
        let matching = suspended.filter { matches($0.key) }
        let ordered = matching.sorted { $0.value.running.recording.sessionID < $1.value.running.recording.sessionID }
        for (continuation, suspension) in ordered {
            suspended[continuation] = nil
            suspension.alarm.cancel()
            let (id, report) = (suspension.running.recording.id, report)
            running[id] = suspension.running
            suspension.state.finish { report.yield((id, $0)) }
        }
    }

    /// An order was stopped: what it began ends, though its stream may come back.
    func stopContinuing(_ cause: RecordingCause) {
        for id in running.keys where id.cause == cause { running[id]?.isStopped = true }
        finishSuspended { $0.cause == cause }
    }

    /// Waits until the recording of the push before has been suspended, or has ended.
    private func settlePredecessor(of recording: Recording) async {
        let predecessor = running.values.first {
            $0.recording.continuation == recording.continuation
                && $0.recording.id.publication != recording.id.publication
        }
        guard let id = predecessor?.recording.id else { return }
        let alarm = Task {
            try? await timer.sleep(for: Self.patience)
            guard !Task.isCancelled else { return }
            wakeSettleWaiters(id)
        }
        await withCheckedContinuation { settleWaiters[id, default: []].append($0) }
        alarm.cancel()
    }

    func wakeSettleWaiters(_ id: RecordingID) {
        for waiter in settleWaiters.removeValue(forKey: id) ?? [] { waiter.resume() }
    }
}
