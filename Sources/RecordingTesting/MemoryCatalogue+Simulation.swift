// SPDX-License-Identifier: Apache-2.0

package import RecordingModel

// For a simulation, which decides what becomes of each call and looks at everything that is kept.
extension MemoryCatalogue {
    /// Does several things with nothing in between.
    package func perform<Value: Sendable>(
        _ work: @Sendable (isolated MemoryCatalogue) throws -> Value
    ) rethrows -> Value {
        try work(self)
    }

    /// The last row that was written into the outbox, whatever became of it.
    package var lastDelivery: Int64 { lastDeliveryID }
    /// Every order.
    package var allTasks: [RecordingTask] { tasks.values.sorted { $0.id < $1.id } }
    /// Every file.
    package var allFiles: [RecordedFile] { files.values.sorted { $0.id < $1.id } }
    /// Everything that is in the object store, or has to get there or go from there.
    package var allObjects: [UploadObject] { uploads.objects.values.sorted { $0.sequence < $1.sequence } }
    /// Whether a file waits for the object store before it is announced.
    package func awaitsUpload(fileID: String) -> Bool { uploads.files[fileID].map { !$0.isStored } ?? false }
    /// Every attempt that is remembered.
    package var allAttempts: [CallbackAttempt] { attempts }
}
