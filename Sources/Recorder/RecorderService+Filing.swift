// SPDX-License-Identifier: Apache-2.0

import Logging
import Media
import RecordingModel

// The way of a complete file: read back, then into the catalogue, in the order in which a recording's files end.
extension RecorderService {
    /// How long a stop waits for files that are being read back; the next server goes on with those that are left.
    static let filingPatience = Duration.seconds(10)

    /// Sees that a file gets into the library.
    func file(_ finished: FinishedFile, _ stored: StoredFile, of recording: Recording, at time: WallTime) {
        let before = filings[recording.sessionID]
        filings[recording.sessionID] = Task {
            let isWell = await before?.value ?? true
            return await fileNow(finished, stored, of: recording, at: time) && isWell
        }
    }

    /// Sees that the end of a recording is noted once all its files are in the library, and that nothing is left over.
    func close(_ running: Running, fault: RecorderFault?) {
        let recording = running.recording
        let (sessionID, before) = (recording.sessionID, filings[recording.sessionID])
        filings[sessionID] = Task {
            let isWell = await before?.value ?? true
            await noteEnd(of: running, fault: fault)
            await leave(recording, isWell: isWell, fault: fault)
            filings[sessionID] = nil
            unnoted[sessionID] = nil
            wakeIdleWaiters()
            return isWell
        }
    }

    /// Forgets the journal of a recording that is over; one that isn't well is ended by its journal.
    private func leave(_ recording: Recording, isWell: Bool, fault: RecorderFault?) async {
        let sessionID = String(recording.sessionID)
        switch fault {
        case .storage: return interrupt(recording)
        case nil where isWell:
            do {
                return try await factory.store.finish(sessionID: sessionID, folder: recording.folder)
            } catch {
                logger.error("journal can't be removed", metadata: metadata(recording, ["error": "\(error)"]))
            }
        case nil, .media: break
        }
        await recoverOrLater(sessionID, reason: .storageFault)
    }

    private func fileNow(
        _ finished: FinishedFile, _ stored: StoredFile, of recording: Recording, at time: WallTime
    ) async -> Bool {
        do {
            try await check(stored, of: recording, isHurried: false)
            guard !Task.isCancelled else { return false }
            try await insert(finished, stored, of: recording, at: time)
            return true
        } catch {
            logger.error(
                "file is not in the catalogue yet",
                metadata: metadata(recording, ["file": "\(stored.name)", "error": "\(error)"]))
            return false
        }
    }

    /// Reads a file back, and tells what is wrong with it.
    func check(_ stored: StoredFile, of recording: Recording, isHurried: Bool) async throws {
        let finding = try await FileCheck.finding(
            in: stored, ofFolder: recording.folder, of: factory.store, isHurried: isHurried)
        if let finding { await report(finding, in: stored, of: recording) }
    }

    private func report(_ finding: FileCheck.Finding, in stored: StoredFile, of recording: Recording) async {
        metrics.checkFailed(recording.id.format)
        switch finding {
        case .irregular(let sentence):
            logger.warning(
                "file breaks a rule", metadata: metadata(recording, ["file": "\(stored.name)", "rule": "\(sentence)"]))
        case .damaged(let sentence):
            logger.error(
                "file is damaged", metadata: metadata(recording, ["file": "\(stored.name)", "error": "\(sentence)"]))
            let event = event(
                .writeError, detail: "\(stored.name): \(sentence)", of: recording, at: clock.now)
            _ = await facts.write(announcing: announcer.announcements(of: event)) { try await $0.announce($1) }
        }
    }
}
