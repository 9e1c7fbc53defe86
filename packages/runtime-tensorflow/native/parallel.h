// Distributes the work of a kernel over threads. TensorFlow's C interface does not give access to
// its own threads.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace winograd {

/** Scratch memory of this thread, which is kept between calls. */
inline float* scratch(int slot, size_t floats) {
  struct Buffer {
    float* at = nullptr;
    size_t size = 0;
    ~Buffer() { std::free(at); }
  };
  static thread_local Buffer buffers[4];
  Buffer& buffer = buffers[slot];
  if (buffer.size < floats) {
    std::free(buffer.at);
    buffer.size = (floats + 15) / 16 * 16;
    buffer.at = static_cast<float*>(std::aligned_alloc(64, buffer.size * sizeof(float)));
  }
  return buffer.at;
}

/** Idle threads that help the callers of `parallel`. */
class Helpers {
 public:
  static Helpers& all() {
    // Never destroyed, because its threads may outlive main.
    static Helpers& helpers = *new Helpers;
    return helpers;
  }

  /** Starts threads until there are `count`. */
  void start(int count) {
    for (; started < count; started++) std::thread([this] { help(); }).detach();
  }

  void run(int n, const std::function<void(int)>& f) {
    if (started == 0 || n < 2) {
      for (int i = 0; i < n; i++) f(i);
      return;
    }
    const auto job = std::make_shared<Job>();
    job->f = &f;
    job->n = n;
    {
      std::lock_guard<std::mutex> lock(mutex);
      jobs.push_back(job);
    }
    waiting.notify_all();
    job->work();
    std::unique_lock<std::mutex> lock(mutex);
    jobs.remove(job);
    finished.wait(lock, [&] { return job->done == n; });
  }

 private:
  struct Job {
    const std::function<void(int)>* f;
    int n;
    std::atomic<int> next{0}, done{0};
    bool open() const { return next < n; }
    /** Processes indices that no thread has taken. Returns whether it finished the last one. */
    bool work() {
      for (int i; (i = next++) < n;) {
        (*f)(i);
        if (++done == n) return true;
      }
      return false;
    }
  };
  std::mutex mutex;
  std::condition_variable waiting, finished;
  std::list<std::shared_ptr<Job>> jobs;
  int started = 0;

  void help() {
    for (std::unique_lock<std::mutex> lock(mutex);;) {
      std::shared_ptr<Job> job;
      waiting.wait(lock, [&] {
        for (const auto& each : jobs)
          if (each->open()) {
            job = each;
            return true;
          }
        return false;
      });
      lock.unlock();
      const bool last = job->work();
      lock.lock();
      if (last) finished.notify_all();
    }
  }
};

/**
 * Calls f(i) for 0 <= i < n, on this thread and on idle ones. The result of f(i) must not depend on
 * the thread.
 */
inline void parallel(int n, const std::function<void(int)>& f) { Helpers::all().run(n, f); }

}  // namespace winograd
