// SPDX-License-Identifier: Apache-2.0

import CoreMetrics
import Media
import NIOCore
import RecordingModel

// The way to the disk: one job after the other, and what follows when each is done.
extension RecorderSink {
    /// Writes what has collected; what goes on may keep a part of a page back.
    func submit(mayKeepPart: Bool = false) {
        guard !batch.isEmpty else { return }
        let all = batch.byteCount
        let finished = finishedInBatch
        finishedInBatch = []
        let operations = takeOperations(mayKeepPart: mayKeepPart)
        let bytes = all - batch.byteCount
        if bytes > 0 { state.isBegun = true }
        submit(operations, byteCount: bytes) { sink, files in
            guard let files else { return }
            if bytes > 0 { sink.begunWriting() }
            sink.written(files, finished: finished)
        }
        hold()
    }

    /// The batch's operations, with what the journal must have before and after them.
    private func takeOperations(mayKeepPart: Bool) -> [FileOperation] {
        let taken = mayKeepPart && !state.isHeldNoted ? batch.takePages(room: rooms.take()) : batch.take()
        var operations = taken.map { $0.journalled }
        if state.isHeldNoted, !state.session.isWaiting {
            state.isHeldNoted = false
            operations.append(.journal(JournalEntry.heldWritten.line))
        }
        return operations
    }

    /// Queues a job; what follows runs on the loop, with the files that the job completed or with nil on a fault.
    private func submit(
        _ operations: [FileOperation], byteCount: Int = 0,
        then follow: @escaping (RecorderSink<P>, [StoredFile]?) -> Void
    ) {
        inFlight.submitted(byteCount)
        follows.append(follow)
        let sink = NIOLoopBound(self, eventLoop: eventLoop)
        state.writer.submit(operations) { [outcomes, rooms, eventLoop] outcome in
            rooms.keep(operations)
            guard outcomes.append(outcome) else { return }
            eventLoop.execute { sink.value.look() }
        }
    }

    /// Does what follows from the jobs that are done.
    func look() {
        // What follows may lead here again, and would overtake what is still to follow.
        guard !isLooking else { return }
        isLooking = true
        for outcome in outcomes.take() {
            inFlight.completed()
            release()
            follows.popFirst()?(self, try? outcome.get())
            if case .failure(let fault) = outcome { failed(fault) }
            settle()
        }
        isLooking = false
        awaitOutcomes()
    }

    /// Waits for jobs while something depends on them, be it only to tell that the first bytes are there.
    private func awaitOutcomes() {
        guard outcomes.await(isEnded || isHolding || !state.isWritten) else { return }
        eventLoop.assumeIsolated().execute { self.look() }
    }

    private func begunWriting() {
        guard !state.isWritten else { return }
        state.isWritten = true
        report(.firstWritten(at: clock.now))
    }

    private func written(_ files: [StoredFile], finished: [FinishedFile]) {
        if !files.isEmpty { report(.stored(files)) }
        // A playlist that grew and was completed in one job is there twice; the last is what stays.
        for file in finished {
            guard let stored = files.last(where: { $0.name == file.path }) else { continue }
            state.manifest.add(file, stored: stored)
            awaitingManifest.append(.finished(file, stored, at: clock.now))
            isManifestDue = true
        }
        let parts = files.filter { stored in !finished.contains { $0.path == stored.name } }
        for part in parts { state.manifest.add(part: part) }
        if !parts.isEmpty, !isEnded { batch.journal(JournalEntry.stored(parts).line) }
    }

    private func failed(_ fault: StorageFault) {
        // Nothing can be written any more, the manifest least of all.
        isManifestDue = false
        awaitingManifest = []
        switch phase {
        case .recording, .suspending, .ending(nil): phase = .ending(.storage(fault))
        case .ending, .over: break
        }
    }

    /// Does what was waiting for the writer.
    func settle() {
        look()
        if case .ending = phase, !inFlight.isEmpty { return }
        if isManifestDue { return submitManifest() }
        guard inFlight.isEmpty else { return }
        switch phase {
        case .recording, .over: break
        case .ending(let fault):
            phase = .over
            report(.ended(fault))
        case .suspending:
            phase = .over
            report(.suspended(suspended))
        }
    }

    private var suspended: SuspendedRecording {
        let (state, clock, oldLoop, rooms) = (state, clock, eventLoop, rooms)
        return SuspendedRecording(
            resume: { flow, eventLoop, report in
                let sink = RecorderSink(
                    state, mayContinue: true, flow: flow, eventLoop: eventLoop, clock: clock, rooms: rooms,
                    report: report)
                sink.batch.journal(JournalEntry.resumed.line)
                return sink
            },
            finish: { report in
                oldLoop.execute {
                    let sink = RecorderSink(
                        state, mayContinue: false, flow: NoFlow(), eventLoop: oldLoop, clock: clock, rooms: rooms,
                        report: report)
                    sink.sourceEnded(at: clock.now)
                }
            })
    }

    private func submitManifest() {
        isManifestDue = false
        let reports = awaitingManifest
        awaitingManifest = []
        submit([.replace(name: RecordingManifest.name, contents: state.manifest.contents)]) { sink, files in
            guard let files else { return }
            // With a finished file everything once more: what a fault kept from being noted comes late.
            let whole = reports.isEmpty ? [] : sink.state.manifest.parts + reports.compactMap(\.file)
            sink.report(.stored(whole + files))
            for report in reports { sink.report(report) }
        }
    }

    // MARK: Flow

    func hold() {
        guard !isHolding, inFlight.isTooMuch else { return }
        isHolding = true
        RecorderMetrics.held.increment()
        flow.hold()
        awaitOutcomes()
    }

    private func release() {
        guard isHolding, inFlight.isLittle else { return }
        isHolding = false
        RecorderMetrics.held.decrement()
        flow.release()
    }
}

extension FileOperation {
    /// The operation as the store knows it: a packager's note is a line of the journal.
    var journalled: FileOperation {
        if case .note(let note) = self { .journal(JournalEntry.packager(note).line) } else { self }
    }
}
