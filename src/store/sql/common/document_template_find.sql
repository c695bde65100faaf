SELECT template_name, template_file FROM document_template WHERE document = $1
