;;; run.el --- stash-mode with Eglot in a batch Emacs -*- lexical-binding: t -*-

;; usage: emacs -q --batch -L editors/emacs -l editors/emacs/test/run.el SERVER-BINARY

(require 'package)
(package-initialize)
(require 'eglot)
(require 'flymake)
(require 'stash-mode)

(defvar test-failed nil)
(defun test-check (name ok)
  (message "%s %s" (if ok "ok" "not ok") name)
  (unless ok (setq test-failed t)))
(defun test-wait (ready)
  "Wait until READY says something, for at most 30 seconds."
  (let ((end (+ (float-time) 30)) found)
    (while (and (not (setq found (funcall ready))) (< (float-time) end))
      (accept-process-output nil 0.05))
    found))

(setq stash-program (expand-file-name (pop command-line-args-left))
      eglot-sync-connect 30
      eglot-autoreconnect nil)
(let ((file (expand-file-name "main.stash" (make-temp-file "stash-mode" t))))
  (with-temp-file file
    (insert "import \"stash/defaults.stash\"\n"
            "function dump(outputDir: path = \"\") {\n"
            "image: \"example.com/dump:1.0\"\n"
            "    args: flags(outputDir)\n"
            "}\n"
            "backup task all { dump(outptDir: \"/tmp/out\") | update-status }\n"))
  (find-file file)
  (test-check "a .stash file is in stash-mode" (eq major-mode 'stash-mode))
  (font-lock-ensure)
  (goto-char (point-min))
  (test-check "keywords have their colour" (eq (get-text-property 1 'face) 'font-lock-keyword-face))
  (search-forward "dump")
  (test-check "names have theirs"
              (eq (get-text-property (match-beginning 0) 'face) 'font-lock-function-name-face))
  (forward-line)
  (stash-indent-line)
  (test-check "lines are indented" (= (current-indentation) 2))
  (apply #'eglot--connect (eglot--guess-contact))
  (test-check "the server runs" (test-wait #'eglot-current-server))
  (flymake-start)
  (test-check "diagnostics"
              (test-wait (lambda ()
                           (seq-some (lambda (each) (string-match-p "outptDir" (flymake-diagnostic-text each)))
                                     (flymake-diagnostics)))))
  (eglot-format-buffer)
  (goto-char (point-min))
  (test-check "formatting" (search-forward "\n  args: flags(outputDir)\n" nil t))
  (goto-char (point-min))
  (search-forward "| update")
  (let ((found (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot))))
    (test-check "definitions: none in a file for what is shipped" (null found)))
  (goto-char (point-min))
  (search-forward "all { dum")
  (test-check "definitions"
              (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot)))
  (eglot-rename "save")
  (goto-char (point-min))
  (test-check "rename" (search-forward "function save(" nil t))
  (ignore-errors (eglot-shutdown (eglot-current-server))))
(kill-emacs (if test-failed 1 0))
;;; run.el ends here
