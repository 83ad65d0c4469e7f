// SPDX-License-Identifier: Apache-2.0

package import Media
package import RecordingModel

/// Takes one object one step: into the store, or out of it.
///
/// All that has to be remembered is in the queue, so a step may end anywhere, with the process too, and is taken again.
package struct UploadWorker: Sendable {
    /// What a step came to.
    package enum Outcome: Hashable, Sendable {
        case done
        /// To be tried again when it is due.
        case failed(UploadFault)
        /// The server is stopping.
        case cancelled
    }

    private let queue: any UploadQueue
    private let storage: any ObjectStorage

    package init(queue: any UploadQueue, storage: any ObjectStorage) {
        self.queue = queue
        self.storage = storage
    }

    /// Takes the step; `due` tells, after a failure of a kind, when to try again.
    package func carryOut(
        _ object: UploadObject, due: (UploadFault.Kind) async -> WallTime
    ) async throws -> Outcome {
        do throws(UploadFault) {
            switch object.state {
            case .pending:
                try await storage.upload(object) { [queue] in try await queue.noteMultipart($0, of: object) }
            case .deleting: try await storage.delete(object)
            case .stored: return .done
            }
        } catch {
            if Task.isCancelled { return .cancelled }
            try await queue.noteFailure(of: object, until: due(error.kind))
            return .failed(error)
        }
        switch object.state {
        case .pending: try await queue.noteStored(object)
        case .deleting: try await queue.noteDeleted(object)
        case .stored: break
        }
        return .done
    }
}
