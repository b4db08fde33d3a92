autocmd BufRead,BufNewFile *.stash setfiletype stash
